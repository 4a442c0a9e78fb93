import { describe, expect, it } from 'vitest';
import { limitLine } from './limits';

const aged = (...xs: number[]) => ({ xs, complete: true });
const envelope = (...values: number[]) => ({ rule: 'envelope', limits: values.map((value, at) => ({ age: at + 1, value })) });

describe('limits on an axis', () => {
  it('lie where the curves have their 1st, 2nd, ... value', () => {
    const curves = [aged(10, 20, 30), aged(10, 22), aged(11, 24, 36)];
    expect(limitLine(envelope(5, 4, 3), curves)).toEqual({ rule: 'envelope', xs: [10, 22, 36], ys: [5, 4, 3], bands: [] });
  });

  it('hold until the next one begins, and the last one for good', () => {
    const line = limitLine({ rule: 'hyperband', limits: [{ age: 2, value: 0.5 }, { age: 4, value: 'Infinity' }] }, [aged(0, 1, 2, 3, 4)]);
    expect(line).toEqual({ rule: 'hyperband', xs: [1, 2, 3, 3, 4], ys: [0.5, 0.5, 0.5, Infinity, Infinity], bands: [0, 3] });
  });

  it('end where no curve has come yet', () => {
    expect(limitLine(envelope(5, 4, 3), [aged(1, 2)]).xs).toEqual([1, 2]);
    expect(limitLine({ rule: 'hyperband', limits: [{ age: 3, value: 1 }] }, [aged(1, 2)])).toMatchObject({ xs: [], bands: [] });
  });

  it('ask no thinned curve, whose k-th point is not its k-th value', () => {
    expect(limitLine(envelope(5, 4), [aged(1, 2), { xs: [1, 900], complete: false }, { xs: [1, 900], complete: false }]).xs).toEqual([1, 2]);
    expect(limitLine(envelope(5), []).xs).toEqual([]);
  });
});
