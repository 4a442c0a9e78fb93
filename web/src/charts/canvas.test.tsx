import { act, fireEvent, render, renderHook, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useCalm, useClick } from './canvas';

describe('a calm value', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('changes at once after a pause, then no more often than told, and ends at the last', () => {
    const { result, rerender } = renderHook(({ value }) => useCalm(value, 1000), { initialProps: { value: 0 } });
    const pass = (milliseconds: number): number => {
      act(() => {
        vi.advanceTimersByTime(milliseconds);
      });
      return result.current;
    };
    pass(5000);
    rerender({ value: 1 });
    expect(pass(1)).toBe(1);
    for (let value = 2; value <= 9; value += 1) {
      rerender({ value });
      expect(pass(100)).toBe(1);
    }
    expect(pass(300)).toBe(9);
  });
});

describe('a click', () => {
  it('ends where it began; a drag is none', () => {
    const clicked = vi.fn();
    function Area() {
      return <div role="img" {...useClick(clicked)} />;
    }
    render(<Area />);
    const area = screen.getByRole('img');
    fireEvent.pointerDown(area, { clientX: 10, clientY: 10 });
    fireEvent.click(area, { clientX: 60, clientY: 10 });
    expect(clicked).not.toHaveBeenCalled();
    fireEvent.pointerDown(area, { clientX: 10, clientY: 10 });
    fireEvent.click(area, { clientX: 12, clientY: 10 });
    expect(clicked).toHaveBeenCalledOnce();
  });
});
