import { describe, expect, it } from 'vitest';
import { holds, ordered, within } from './order';

const rows = [3, null, 1, NaN, 2].map((value, number) => ({ value, number }));
const values = (direction: 'asc' | 'desc') => ordered(rows, (row) => row.value, direction).map((row) => row.value);

describe('order', () => {
  it('puts what is missing last, whichever way', () => {
    expect(values('asc')).toEqual([1, 2, 3, null, NaN]);
    expect(values('desc')).toEqual([3, 2, 1, null, NaN]);
  });

  it('leaves equal rows in their order, whichever way', () => {
    const same = [{ at: 1 }, { at: 2 }, { at: 3 }];
    expect(ordered(same, () => 'x', 'desc')).toEqual(same);
  });

  it('knows numbers within texts, and puts numbers before texts', () => {
    expect(ordered(['run 10', 4, 'run 9'], (row) => row, 'asc')).toEqual([4, 'run 9', 'run 10']);
  });
});

describe('filters', () => {
  it('want every word, whatever its case', () => {
    expect(holds(['mnist-lr', 'Bayes'], 'bayes MNIST')).toBe(true);
    expect(holds(['mnist-lr', 'Bayes'], 'grid')).toBe(false);
    expect(holds([], '')).toBe(true);
  });

  it('take ranges with both ends, and categories by their text', () => {
    const range = { kind: 'range', low: 1, high: 2 } as const;
    expect([0.9, 1, 2, 2.1, null, 'x'].map((value) => within(range, value, ''))).toEqual([false, true, true, false, false, false]);
    const some = { kind: 'some', values: ['true'] } as const;
    expect([within(some, true, 'true'), within(some, undefined, 'true'), within(some, false, 'false')]).toEqual([true, false, false]);
  });
});
