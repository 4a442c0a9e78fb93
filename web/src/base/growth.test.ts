import { describe, expect, it } from 'vitest';
import { grown, lengthened } from './growth';

const curve = { metric: 'loss', steps: [0, 1], times: [10, 11], values: [3, 'NaN'], count: 2 };
const points = (first: number, ...values: (number | string)[]) => ({
  first,
  count: first + values.length,
  steps: values.map((_, at) => first + at),
  times: values.map((_, at) => 10 + first + at),
  values,
});

describe('a curve', () => {
  it('takes what follows, and passes over what it has', () => {
    const after = { metric: 'loss', steps: [0, 1, 2], times: [10, 11, 12], values: [3, 'NaN', 1], count: 3 };
    expect(grown(curve, points(2, 1), 100)).toEqual(after);
    expect(grown(curve, points(1, 'NaN', 1), 100)).toEqual(after);
  });

  it('stays the same object when nothing is new', () => {
    expect(grown(curve, points(0, 3, 'NaN'), 100)).toBe(curve);
  });

  it('says when values between are missing', () => {
    expect(grown(curve, points(3, 1), 100)).toBeNull();
  });

  it('takes a batch from which some were left out, but only whole', () => {
    const many = { ...points(2, 5, 1), count: 900 };
    expect(grown(curve, many, 100)).toMatchObject({ values: [3, 'NaN', 5, 1], count: 900 });
    expect(grown({ ...curve, count: 3 }, many, 100)).toBeNull();
  });

  it('counts on from a thinned curve, and stays thin without losing a spike', () => {
    let thin: typeof curve | null = { ...curve, count: 1000 };
    for (let first = 1000; first < 3000 && thin !== null; first += 1) thin = grown(thin, points(first, first === 1500 ? 99 : 0), 20);
    expect(thin?.count).toBe(3000);
    expect(thin?.values.length).toBeLessThan(40);
    expect(thin?.values).toContain(99);
    expect(thin?.steps.at(-1)).toBe(2999);
  });
});

describe('a log', () => {
  const log = { attempt: 1, first: 5, lines: ['a', 'b'] };

  it('takes what follows and holds the last lines only', () => {
    expect(lengthened(log, { first: 6, lines: ['b', 'c', 'd'] }, 3)).toEqual({ attempt: 1, first: 6, lines: ['b', 'c', 'd'] });
  });

  it('stays the same object when nothing is new, and says when lines are missing', () => {
    expect(lengthened(log, { first: 5, lines: ['a'] }, 3)).toBe(log);
    expect(lengthened(log, { first: 8, lines: ['x'] }, 3)).toBeNull();
  });
});
