import { describe, expect, it } from 'vitest';
import { bestSoFar, extent, thinned, unpack, worthDrawing } from './series';

describe('numbers of the API', () => {
  it('bring NaN and infinities as names', () => {
    expect([1.5, 'NaN', 'Infinity', '-Infinity'].map(unpack)).toEqual([1.5, NaN, Infinity, -Infinity]);
  });
});

describe('ends', () => {
  it('pass over what is not finite', () => {
    expect(extent([NaN, 3, Infinity, -1])).toEqual([-1, 3]);
    expect(extent([NaN, Infinity])).toBeNull();
  });

  it('leave out a few values that would flatten the rest, and count them', () => {
    const usual = Array.from({ length: 300 }, (_, at) => at / 300);
    expect(worthDrawing([...usual, -1e6, 1e7])).toEqual({ low: 0, high: 299 / 300, outside: 2 });
    expect(worthDrawing([1, 2, 3, 4, 1e6])).toEqual({ low: 1, high: 4, outside: 1 });
    expect(worthDrawing([...usual, 4])).toEqual({ low: 0, high: 4, outside: 0 });
    expect(worthDrawing([2, 2, 2, NaN])).toEqual({ low: 2, high: 2, outside: 0 });
    expect(worthDrawing([])).toBeNull();
  });
});

describe('the best so far', () => {
  it('follows the goal and passes over what is not finite', () => {
    const values = [NaN, 3, 5, Infinity, 2, NaN, -Infinity];
    expect(bestSoFar(values, 'minimize')).toEqual([NaN, 3, 3, 3, 2, 2, 2]);
    expect(bestSoFar(values, 'maximize')).toEqual([NaN, 3, 5, 5, 5, 5, 5]);
  });
});

describe('thinning', () => {
  it('keeps a single spike among a million values, and both ends', () => {
    const values = new Float64Array(1e6).map((_, at) => Math.sin(at / 1e4));
    values[654321] = 50;
    values[123] = -50;
    const kept = thinned(values, 500);
    expect(kept.length).toBeLessThanOrEqual(500);
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
    expect(kept).toContain(654321);
    expect(kept).toContain(123);
    expect([kept[0], kept.at(-1)]).toEqual([0, 999999]);
  });

  it('keeps a short series whole', () => {
    expect(thinned([3, 1, 2], 3)).toEqual([0, 1, 2]);
  });

  it('finds low and high beside NaN, and keeps a gap', () => {
    const values = [1, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, 9, -9, NaN];
    const kept = thinned(values, 8);
    expect(kept).toContain(9);
    expect(kept).toContain(10);
    expect(kept.some((at) => Number.isNaN(values[at]))).toBe(true);
  });
});
