import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { Dialog } from './dialog';

function show() {
  const onClose = vi.fn();
  render(
    <Dialog title="Stop the sweep?" onClose={onClose} closeLabel="Keep it">
      3 runs may end
    </Dialog>,
  );
  return { onClose, dialog: screen.getByRole('dialog', { name: 'Stop the sweep?' }) };
}

describe('a dialog', () => {
  it('is closed by its button, by Escape and by a click beside it, not by one within', async () => {
    const { onClose, dialog } = show();
    await userEvent.click(screen.getByText('3 runs may end'));
    expect(onClose).toHaveBeenCalledTimes(0);
    await userEvent.click(screen.getByRole('button', { name: 'Keep it' }));
    expect(onClose).toHaveBeenCalledTimes(1);
    fireEvent(dialog, new Event('cancel')); // what browsers make of Escape
    expect(onClose).toHaveBeenCalledTimes(2);
    fireEvent.click(dialog);
    expect(onClose).toHaveBeenCalledTimes(3);
  });
});
