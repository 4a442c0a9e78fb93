import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toast, TOAST_STAYS, Toasts } from './toasts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a notice', () => {
  it('is told, and goes by itself', () => {
    render(<Toasts />);
    act(() => {
      toast('Paused');
    });
    expect(screen.getByRole('status').textContent).toBe('Paused');
    act(() => {
      vi.advanceTimersByTime(TOAST_STAYS);
    });
    expect(screen.getByRole('status').textContent).toBe('');
  });

  it('can take back what it tells of', () => {
    const undo = vi.fn();
    render(<Toasts />);
    act(() => {
      toast('Run 7 is killed', undo);
    });
    act(() => {
      screen.getByRole('button', { name: 'Undo' }).click();
    });
    expect(undo).toHaveBeenCalledOnce();
    expect(screen.getByRole('status').textContent).toBe('');
  });
});
