import { describe, expect, it } from 'vitest';
import { envelopePlaces } from './envelope';

const aged = (...xs: number[]) => ({ xs, complete: true });

describe('the envelope on an axis', () => {
  it('lies where the curves have their 1st, 2nd, ... value', () => {
    const curves = [aged(10, 20, 30), aged(10, 22), aged(11, 24, 36)];
    expect(envelopePlaces([5, 4, 3], curves)).toEqual({ xs: [10, 22, 36], ys: [5, 4, 3] });
  });

  it('ends where no curve has come yet', () => {
    expect(envelopePlaces([5, 4, 3], [aged(1, 2)]).xs).toEqual([1, 2]);
  });

  it('asks no thinned curve, whose k-th point is not its k-th value', () => {
    expect(envelopePlaces([5, 4], [aged(1, 2), { xs: [1, 900], complete: false }, { xs: [1, 900], complete: false }]).xs).toEqual([1, 2]);
    expect(envelopePlaces([5], [])).toEqual({ xs: [], ys: [] });
  });
});
