import { describe, expect, it } from 'vitest';
import { timeTicks } from './times';

describe('ticks of time', () => {
  it.each<[number, number, number, number[]]>([
    [0, 10, 5, [0, 2, 4, 6, 8, 10]],
    [0, 200, 4, [0, 60, 120, 180]],
    [3500, 11000, 4, [3600, 7200, 10800]],
    [0, 40 * 86400, 3, [0, 14 * 86400, 28 * 86400]],
  ])('from %d to %d are round', (low, high, count, ticks) => {
    expect(timeTicks(low, high, count)).toEqual(ticks);
  });

  it('count from the midnight that is given', () => {
    expect(timeTicks(1000, 9000, 2, 1800)).toEqual([1800, 9000]);
  });
});
