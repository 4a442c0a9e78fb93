import { describe, expect, it } from 'vitest';
import { smoothed } from './smooth';

const steps = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

describe('smoothing', () => {
  it('changes nothing at weight 0 or where nothing changes', () => {
    expect([...smoothed([0, 1, 2], [3, 1, 2], 0)]).toEqual([3, 1, 2]);
    expect([...smoothed(steps(4), [5, 5, 5, 5], 0.9)]).toEqual([5, 5, 5, 5].map((y) => expect.closeTo(y, 12)));
  });

  it('weighs the past by the weight, and starts at the first value', () => {
    const [first, second] = smoothed([0, 1], [0, 1], 0.5);
    expect(first).toBe(0);
    expect(second).toBeCloseTo(1 / (1 + 0.5), 12);
  });

  it('lets the past count less the longer ago it was', () => {
    const even = smoothed([0, 1, 2, 3, 4], [0, 0, 0, 0, 1], 0.9).at(-1) ?? NaN;
    const late = smoothed([0, 1, 2, 3, 40], [0, 0, 0, 0, 1], 0.9).at(-1) ?? NaN;
    expect(late).toBeGreaterThan(2 * even);
  });

  it('passes over NaN', () => {
    const [before, gap, after] = smoothed([0, 1, 2], [2, NaN, 2], 0.9);
    expect([before, gap, after]).toEqual([2, NaN, expect.closeTo(2, 12)]);
  });
});
