/** Curves in words: the sentence below the chart, its table, the point under the crosshair, and where the keys lead. */
import { counted, number } from '../base/format';
import { nearestPoint } from '../base/hit';
import type { Goal } from '../base/series';
import type { RunState } from '../base/states';
import { top, type Ready, type RunCurve } from './curve-data';
import type { Twin } from './figure';
import type { PlotAxis } from './plot';

/** A point of a run's curve. */
export interface Spot {
  readonly run: string;
  readonly point: number;
}

/** `able` are those of the curves whose runs may be the best. */
export function summaryOf(metric: string, curves: readonly Ready[], able: readonly Ready[], states: ReadonlyMap<string, RunState>, goal: Goal): string {
  if (top(curves, 1, goal).length === 0) return `No finite value of ${metric} yet.`;
  const [best] = top(able, 1, goal);
  if (curves.length === 1 && best !== undefined) return `${metric} of ${best.label}: best ${number(best.best)}, last ${number(best.raw.at(-1) ?? NaN)}.`;
  const count = (state: RunState): number => curves.filter((curve) => states.get(curve.run) === state).length;
  const [running, stopped] = [count('running'), count('stopped')];
  const said = [running > 0 ? `${running} running` : '', stopped > 0 ? `${stopped} stopped early` : ''].filter((part) => part !== '');
  const led = best === undefined ? 'None keeps the limits' : `Best ${metric} ${number(best.best)} at ${best.label}`;
  return [led, counted(curves.length, 'curve'), ...said].join('; ') + '.';
}

export function tableOf(curves: readonly Ready[], states: ReadonlyMap<string, RunState>, goal: Goal): Twin {
  return {
    columns: ['Run', 'State', 'Best', 'Last', 'Values'],
    rows: () =>
      top(curves, curves.length, goal).map((curve) => [
        curve.label,
        states.get(curve.run) ?? '',
        number(curve.best),
        number(curve.raw.findLast(Number.isFinite) ?? NaN),
        String(curve.raw.length),
      ]),
  };
}

/** Why there is nothing to draw. */
export function whyEmpty(metric: string, curves: readonly RunCurve[], y: 'linear' | 'log'): string {
  const values = curves.reduce((sum, curve) => sum + curve.values.length, 0);
  if (values === 0) return `No run has logged ${metric} yet: its curves appear here with the first value.`;
  if (y === 'log') return `A log axis shows values above 0 only, and none of the ${counted(values, 'value')} of ${metric} is.`;
  return `None of the ${counted(values, 'value')} of ${metric} is a finite number: there is nothing to draw.`;
}

export function pointInWords(curve: Ready, point: number, state: RunState | undefined, metric: string, x: Pick<PlotAxis, 'label' | 'format'>): string {
  const [at = NaN, value = NaN] = [curve.xs[point], curve.raw[point]];
  return `${curve.label}${state === undefined ? '' : `, ${state}`}: ${metric} ${number(value)} at ${x.label} ${x.format(at)}`;
}

/** Where a key leads from a point: along its curve, or to the next curve above or below; from nowhere to `first` at `start`. */
export function steppedSpot(key: string, spot: Spot | null, curves: readonly Ready[], first: Ready | undefined, start: number): Spot | undefined {
  if (!['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'].includes(key)) return undefined;
  const curve = curves.find((each) => each.run === spot?.run) ?? first;
  if (curve === undefined) return undefined;
  const valued = (at: number): boolean => Number.isFinite(curve.ys[at]);
  const end = curve.ys.findLastIndex(Number.isFinite);
  if (curve.run !== spot?.run) return { run: curve.run, point: nearestPoint(curve, start) };
  let point = spot.point;
  switch (key) {
    case 'Home':
      return { run: curve.run, point: curve.ys.findIndex(Number.isFinite) };
    case 'End':
      return { run: curve.run, point: end };
    case 'ArrowLeft':
      do point -= 1;
      while (point >= 0 && !valued(point));
      return point < 0 ? spot : { run: curve.run, point };
    case 'ArrowRight':
      do point += 1;
      while (point <= end && !valued(point));
      return point > end ? spot : { run: curve.run, point };
    default:
      return neighbour(curve, spot, curves, key === 'ArrowUp' ? 1 : -1);
  }
}

/** The point at the same place of the curve with the next higher or lower value there. */
function neighbour(from: Ready, spot: Spot, curves: readonly Ready[], direction: 1 | -1): Spot {
  const x = from.xs[spot.point] ?? NaN;
  const [value, order] = [from.ys[spot.point] ?? NaN, curves.indexOf(from)];
  let best: { spot: Spot; value: number; order: number } | null = null;
  curves.forEach((curve, at) => {
    const point = nearestPoint(curve, x);
    if (at === order || point < 0 || curve.ends === null || x < curve.ends.x[0] || x > curve.ends.x[1]) return;
    const there = curve.ys[point] as number;
    // Equal values are told apart by their order, so that no curve is skipped and none met twice.
    if (!beyond(there, at, value, order, direction)) return;
    if (best === null || beyond(best.value, best.order, there, at, direction)) best = { spot: { run: curve.run, point }, value: there, order: at };
  });
  return (best as { spot: Spot } | null)?.spot ?? spot;
}

function beyond(value: number, order: number, from: number, fromOrder: number, direction: 1 | -1): boolean {
  return value === from ? direction * (order - fromOrder) > 0 : direction * (value - from) > 0;
}
