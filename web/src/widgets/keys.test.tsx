import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { KeyHelp, useShortcut } from './keys';

function Screen({ run }: { run: () => void }) {
  useShortcut('l', 'logarithmic axis', run);
  return (
    <>
      <KeyHelp />
      <input aria-label="text" />
    </>
  );
}

describe('keys', () => {
  it('do what they are bound to, but not while somebody types or with a modifier', async () => {
    const run = vi.fn();
    const user = userEvent.setup();
    const { unmount } = render(<Screen run={run} />);
    await user.keyboard('l');
    expect(run).toHaveBeenCalledTimes(1);
    await user.keyboard('{Control>}l{/Control}');
    await user.type(screen.getByRole('textbox'), 'l');
    expect(run).toHaveBeenCalledTimes(1);
    unmount();
    await user.keyboard('l');
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('are listed behind ?', async () => {
    const run = vi.fn();
    const user = userEvent.setup();
    render(<Screen run={run} />);
    await user.keyboard('?');
    expect(screen.getByRole('dialog', { name: 'Keys' }).textContent).toContain('llogarithmic axis');
    await user.keyboard('l');
    expect(run).not.toHaveBeenCalled();
  });
});
