import { describe, expect, it } from 'vitest';
import { lowerBound, quantiles } from './quantiles';

describe('the quantile scale', () => {
  it('puts values evenly, however far apart they are', () => {
    const scale = quantiles([1, 10, 1000, NaN, 1e6, 1e9]);
    expect([1, 10, 1000, 1e6, 1e9].map(scale.place)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  it('undoes itself, and holds its ends', () => {
    const scale = quantiles([3, 1, 2, 2, 2, 8]);
    for (const value of [1, 1.5, 2, 3, 8]) expect(scale.value(scale.place(value))).toBeCloseTo(value, 12);
    expect([scale.place(-5), scale.place(99), scale.place(NaN)]).toEqual([scale.place(1), scale.place(8), NaN]);
  });

  it('gives equal values one place, and a lone value the middle', () => {
    expect(quantiles([1, 2, 2, 2, 3]).place(2)).toBe(0.5);
    expect(quantiles([7]).place(7)).toBe(0.5);
  });

  it('ticks at values that exist', () => {
    expect(quantiles([5, 1, 9]).ticks(3)).toEqual([1, 5, 9]);
    expect(quantiles([4, 4]).ticks(5)).toEqual([4]);
  });
});

describe('lower bounds', () => {
  it('find the first value that is not below', () => {
    expect([0, 2, 2.5, 9].map((value) => lowerBound([1, 2, 2, 3], value))).toEqual([0, 1, 3, 4]);
    expect(lowerBound([1, 2, 2, 3], 2, true)).toBe(3);
  });
});
