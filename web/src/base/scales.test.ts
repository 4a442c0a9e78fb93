import { describe, expect, it } from 'vitest';
import { linear, log, scaleOf } from './scales';

describe('scales', () => {
  it.each([linear(-3, 7), log(1e-5, 10)])('place and value undo each other', (scale) => {
    for (const place of [-0.2, 0, 0.1, 0.5, 1, 1.3]) expect(scale.place(scale.value(place))).toBeCloseTo(place, 12);
    expect(scale.place(scale.low)).toBeCloseTo(0, 12);
    expect(scale.place(scale.high)).toBeCloseTo(1, 12);
  });

  it('puts equal factors at equal distances on a log scale', () => {
    const scale = log(0.001, 1);
    expect([0.001, 0.01, 0.1, 1].map(scale.place)).toEqual([0, 1 / 3, 2 / 3, 1].map((x) => expect.closeTo(x, 12)));
  });

  it('has no place on a log scale for what has no logarithm', () => {
    expect(log(1, 10).place(0)).toBeNaN();
    expect(log(1, 10).place(-1)).toBeNaN();
    expect(scaleOf('log', 0, 10).kind).toBe('linear');
  });

  it('puts everything in the middle where there is one value only', () => {
    expect(linear(3, 3).place(3)).toBe(0.5);
    expect(log(3, 3).place(3)).toBe(0.5);
    expect(linear(3, 3).ticks(5)).toEqual([3]);
  });
});

describe('ticks', () => {
  it.each<[number, number, number, number[]]>([
    [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0.1, 0.35, 5, [0.1, 0.15, 0.2, 0.25, 0.3, 0.35]],
    [-7, 12, 4, [-5, 0, 5, 10]],
    [1.2e-6, 3.1e-6, 2, [2e-6, 3e-6]],
    [0, 3e9, 3, [0, 1e9, 2e9, 3e9]],
  ])('from %d to %d are round', (low, high, count, ticks) => {
    expect(linear(low, high).ticks(count)).toEqual(ticks);
  });

  it.each<[number, number, number, number[]]>([
    [1e-5, 1e-1, 6, [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]],
    [0.02, 0.7, 6, [0.02, 0.05, 0.1, 0.2, 0.5]],
    [1, 1e12, 4, [1, 1e3, 1e6, 1e9, 1e12]],
    [2, 8, 3, [2, 4, 6, 8]],
  ])('from %d to %d on a log scale', (low, high, count, ticks) => {
    expect(log(low, high).ticks(count)).toEqual(ticks);
  });
});
