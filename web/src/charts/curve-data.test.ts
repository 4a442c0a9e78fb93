import { describe, expect, it } from 'vitest';
import { curveAxis, ready, roomy, top, xDomain, yDomain, type RunCurve } from './curve-data';

const curve = (values: (number | string)[], more: Partial<RunCurve> = {}): RunCurve => ({
  run: 'a',
  number: 1,
  steps: values.map((_, at) => at * 10),
  times: values.map((_, at) => 1000 + at * 3),
  values,
  count: values.length,
  ...more,
});
const made = (...curves: (number | string)[][]) => curves.map((values) => ready(curve(values), 'step', 0, 'minimize'));

describe('a curve made ready', () => {
  it('lies on the axis that is asked for', () => {
    const xs = (axis: Parameters<typeof ready>[1]) => [...ready(curve([5, 4, 3]), axis, 0, 'minimize').xs];
    expect(xs('step')).toEqual([0, 10, 20]);
    expect(xs('count')).toEqual([1, 2, 3]);
    expect(xs('time')).toEqual([1000, 1003, 1006]);
    expect(xs('relative')).toEqual([0, 3, 6]);
  });

  it('counts where no step was logged, and never goes back', () => {
    const { xs } = ready(curve([1, 2, 3, 4], { steps: [null, 1, 0, 7] }), 'step', 0, 'minimize');
    expect([...xs]).toEqual([0, 1, 1, 7]);
  });

  it('spreads the counts of a thinned curve over all of it', () => {
    const { xs, complete } = ready(curve([1, 2, 3], { count: 101 }), 'count', 0, 'minimize');
    expect([...xs]).toEqual([1, 51, 101]);
    expect(complete).toBe(false);
  });

  it('is made once for the same curve and axis', () => {
    const given = curve([1, 2]);
    const first = ready(given, 'step', 0, 'minimize');
    expect(ready(given, 'step', 0, 'minimize')).toBe(first);
    expect(ready(given, 'time', 0, 'minimize')).not.toBe(first);
  });

  it('knows its best by the goal, smoothed or not', () => {
    const best = (goal: 'minimize' | 'maximize') => ready(curve([3, 'NaN', 1, 2]), 'step', 0.9, goal).best;
    expect([best('minimize'), best('maximize')]).toEqual([1, 3]);
  });
});

it('finds the best curves, best first, and none without a value', () => {
  const curves = made([3], ['NaN'], [1], [2]);
  expect(top(curves, 2, 'minimize').map(({ best }) => best)).toEqual([1, 2]);
  expect(top(curves, 9, 'maximize').map(({ best }) => best)).toEqual([3, 2, 1]);
});

describe('what the axes span', () => {
  it('is all points, or nothing', () => {
    expect(xDomain(made([1, 2, 3], [4]))?.[0]).toBe(0);
    expect(yDomain(made([1, 2, 3], [4]), null, false, true)).toEqual({ low: 1, high: 4, outside: 0 });
    expect(xDomain(made(['NaN']))).toBeNull();
    expect(yDomain(made(['NaN']), null, false, true)).toBeNull();
  });

  it('leaves out a lone point far off, counted, until all is asked for', () => {
    const usual = Array.from({ length: 200 }, (_, at) => 1 + Math.sin(at));
    const curves = made(usual, [...usual.slice(0, 100), 1e9, ...usual.slice(100)]);
    expect(yDomain(curves, null, false, true)?.outside).toBe(1);
    expect(yDomain(curves, null, false, true)?.high).toBeLessThan(3);
    expect(yDomain(curves, null, false, false)).toMatchObject({ high: 1e9, outside: 0 });
  });

  it('is what lies between the places of a zoom, and the next points on both sides', () => {
    expect(yDomain(made([9, 5, 4, 3, 0]), [15, 25], false, true)).toMatchObject({ low: 3, high: 5 });
  });

  it('is above 0 on a log scale', () => {
    expect(yDomain(made([0, -1, 0.1, 10]), null, true, true)).toMatchObject({ low: 0.1, high: 10 });
    expect(yDomain(made([0, -1]), null, true, true)).toBeNull();
  });

  it('has room beyond its ends, and around a single value', () => {
    for (const scale of [roomy('linear', 0, 10), roomy('log', 1, 100), roomy('linear', 5, 5), roomy('log', 5, 5), roomy('linear', 0, 0)]) {
      expect(scale.low).toBeLessThan(scale.high);
    }
    expect(roomy('linear', 5, 5).place(5)).toBeCloseTo(0.5, 12);
  });
});

describe('the x axis', () => {
  it('ticks steps at integers', () => {
    expect(curveAxis('step', 3, 3).scale.ticks(8)).toEqual([2, 3, 4]);
  });

  it('ticks times at round ones', () => {
    const { scale, format } = curveAxis('relative', 0, 130);
    expect(scale.ticks(4).map(format)).toEqual(['0s', '1m00', '2m00']);
    const noon = new Date(2026, 2, 1, 12).getTime() / 1000;
    const day = curveAxis('time', noon - 100, noon + 7300);
    expect(day.scale.ticks(3).map(day.format)).toEqual(['12:00', '13:00', '14:00']);
  });
});
