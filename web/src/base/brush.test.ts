import { describe, expect, it } from 'vitest';
import { axisOf, type Axis } from './axes';
import { between, brushOf, inWords, passes, shifted, spansOf, stepped, withBrush } from './brush';

const numeric = (low: number, high: number, more: { integer?: boolean; flipped?: boolean } = {}): Axis =>
  axisOf({ kind: 'number', name: 'x', low, high, integer: false, flipped: false, logFrom: 100, values: [], ...more }, 'linear');
const words = axisOf({ kind: 'category', name: 'x', categories: ['a', 'b', 'c', 'd'] }, 'category');

describe('a stretch of an axis', () => {
  it.each([
    ['rising', numeric(0, 10)],
    ['flipped', numeric(0, 10, { flipped: true })],
  ])('becomes a range of values and back on a %s axis', (_, axis) => {
    const span = { from: 0.25, to: 0.5 };
    const brush = brushOf(axis, span) ?? expect.fail('no brush');
    expect(spansOf(axis, brush)).toEqual([span]);
    expect(passes({ x: brush }, () => axis.value(0.3))).toBe(true);
    expect(passes({ x: brush }, () => axis.value(0.6))).toBe(false);
  });

  it('is open where it reaches the end of the axis', () => {
    expect(brushOf(numeric(0, 10), { from: 0, to: 0.5 })).toEqual({ kind: 'range', low: -Infinity, high: 5 });
    expect(brushOf(numeric(0, 10, { flipped: true }), { from: 0, to: 0.5 })).toEqual({ kind: 'range', low: 5, high: Infinity });
    expect(spansOf(numeric(0, 10), { kind: 'range', low: -Infinity, high: 5 })).toEqual([{ from: 0, to: 0.5 }]);
  });

  it('is no brush where it leaves nothing out, or takes nothing in', () => {
    expect(brushOf(numeric(0, 10), { from: 0, to: 1 })).toBeNull();
    expect(brushOf(numeric(0, 4, { integer: true }), { from: 0.3, to: 0.45 })).toBeNull();
    expect(brushOf(words, { from: 0, to: 1 })).toBeNull();
    expect(brushOf(words, { from: 0.1, to: 0.2 })).toBeNull();
  });

  it('takes the integers within it', () => {
    expect(brushOf(numeric(0, 10, { integer: true }), { from: 0.11, to: 0.69 })).toEqual({ kind: 'range', low: 2, high: 6 });
  });

  it('takes the categories within it, and shows those that are apart as two', () => {
    expect(brushOf(words, { from: 0.3, to: 0.7 })).toEqual({ kind: 'some', values: ['b', 'c'] });
    expect(spansOf(words, { kind: 'some', values: ['b', 'c'] })).toHaveLength(1);
    expect(spansOf(words, { kind: 'some', values: ['a', 'd'] })).toHaveLength(2);
    expect(spansOf(words, { kind: 'some', values: ['gone'] })).toEqual([]);
  });

  it('moves as far as the axis goes, keeping its length', () => {
    const { from, to } = shifted({ from: 0.2, to: 0.5 }, 0.9);
    expect([from, to]).toEqual([expect.closeTo(0.7, 12), 1]);
    expect(shifted({ from: 0.2, to: 0.5 }, -0.9).from).toBe(0);
  });

  it('is drawn in either direction', () => {
    expect(between(0.7, -2)).toEqual({ from: 0, to: 0.7 });
  });
});

describe('steps of the keyboard', () => {
  it('are a hundredth, an integer or a category', () => {
    expect(stepped(numeric(0, 10), 0.5, 1)).toBeCloseTo(0.51, 12);
    expect(stepped(numeric(0, 10, { integer: true }), 0.5, -1)).toBeCloseTo(0.4, 12);
    expect(stepped(numeric(0, 10, { integer: true, flipped: true }), 0.5, 1)).toBeCloseTo(0.6, 12);
    expect(stepped(words, 1 / 3, 1)).toBeCloseTo(2 / 3, 12);
    expect(stepped(words, 1, 1)).toBe(1);
  });
});

describe('brushes together', () => {
  const brushes = { lr: { kind: 'range', low: 0.1, high: 1 }, opt: { kind: 'some', values: ['adam'] } } as const;

  it('must all hold', () => {
    const row = (lr: number | null, opt: string) => (name: string) => (name === 'lr' ? lr : opt);
    expect([row(0.5, 'adam'), row(0.5, 'sgd'), row(5, 'adam'), row(null, 'adam')].map((of) => passes(brushes, of))).toEqual([
      true, false, false, false,
    ]);
  });

  it('are put and taken away one at a time', () => {
    expect(Object.keys(withBrush(brushes, 'lr', null))).toEqual(['opt']);
    expect(withBrush({}, 'lr', brushes.lr)).toEqual({ lr: brushes.lr });
  });

  it('can be told', () => {
    expect([brushes.lr, brushes.opt, { kind: 'range', low: -Infinity, high: 2 } as const].map(inWords)).toEqual([
      '0.1 to 1', 'adam', 'at most 2',
    ]);
  });
});
