import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { CopyButton } from './copy';

describe('a copy button', () => {
  it('puts the text on the clipboard and says so', async () => {
    const user = userEvent.setup(); // brings a clipboard of its own
    render(<CopyButton text="besom agent k3x9q7ab" />);
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    await screen.findByRole('button', { name: 'Copied' });
    expect(await navigator.clipboard.readText()).toBe('besom agent k3x9q7ab');
  });

  it('says when the browser does not let it', async () => {
    const user = userEvent.setup();
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not on plain http'));
    Object.assign(document, { execCommand: () => false });
    render(<CopyButton text="x" />);
    await user.click(screen.getByRole('button'));
    await screen.findByRole('button', { name: 'Select and copy it by hand' });
  });
});
