/** Curves as they come, made ready for drawing: once for each, however often the others change. */
import { clock, duration, number } from '../base/format';
import { lowerBound } from '../base/quantiles';
import { linear, scaleOf, type Scale } from '../base/scales';
import { extent, unpack, worthDrawing, type Goal } from '../base/series';
import { smoothed } from '../base/smooth';
import { timeTicks } from '../base/times';

/** A curve of the API. A new object means new values; the same object is never looked at twice. */
export interface RunCurve {
  readonly run: string;
  readonly number: number | null;
  readonly steps: readonly (number | null)[];
  /** Seconds since the epoch. */
  readonly times: readonly number[];
  readonly values: readonly (number | string)[];
  /** Values logged; more than there are here when thinned. */
  readonly count: number;
}

/** step as logged; count of values; time of day; relative to the curve's first value. */
export type CurveAxis = 'step' | 'count' | 'time' | 'relative';

export interface Ready {
  readonly run: string;
  /** `run 12`, or its id outside a sweep. */
  readonly label: string;
  readonly xs: Float64Array;
  readonly raw: Float64Array;
  /** Smoothed; `raw` itself without smoothing. */
  readonly ys: Float64Array;
  readonly complete: boolean;
  readonly ends: { readonly x: readonly [number, number]; readonly y: readonly [number, number] } | null;
  /** The best value as logged; NaN where there is none. */
  readonly best: number;
}

/** What was made of a curve last, and for what. */
const made = new WeakMap<RunCurve, { readonly of: string; readonly ready: Ready }>();

/** The curve made ready; the same object as before for the same curve and axis. */
export function ready(curve: RunCurve, axis: CurveAxis, smoothing: number, goal: Goal): Ready {
  const of = `${axis} ${smoothing} ${goal}`;
  const before = made.get(curve);
  if (before?.of === of) return before.ready;
  const now = make(curve, axis, smoothing, goal);
  made.set(curve, { of, ready: now });
  return now;
}

function make(curve: RunCurve, axis: CurveAxis, smoothing: number, goal: Goal): Ready {
  const raw = Float64Array.from(curve.values, unpack);
  const xs = placesOf(curve, axis);
  const [x, y] = [extent(xs), extent(raw)];
  return {
    run: curve.run,
    label: curve.number === null ? curve.run : `run ${curve.number}`,
    xs,
    raw,
    ys: smoothing === 0 ? raw : smoothed(xs, raw, smoothing),
    complete: curve.count === curve.values.length,
    ends: x === null || y === null ? null : { x, y },
    best: y === null ? NaN : y[goal === 'minimize' ? 0 : 1],
  };
}

/** Never falling, so that they can be searched: a step below the one before it counts as that one. */
function placesOf({ steps, times, values, count }: RunCurve, axis: CurveAxis): Float64Array {
  const start = times[0] ?? 0;
  const spread = values.length > 1 ? (count - 1) / (values.length - 1) : 1; // of a thinned curve the counts are about right
  let last = -Infinity;
  return Float64Array.from(values, (_, at) => {
    const nth = 1 + at * spread;
    const place = axis === 'count' ? nth : axis === 'step' ? (steps[at] ?? nth - 1) : (times[at] ?? NaN) - (axis === 'time' ? 0 : start);
    last = place > last ? place : last;
    return last;
  });
}

/** The `count` curves with the best values, best first. */
export function top(curves: readonly Ready[], count: number, goal: Goal): Ready[] {
  const sign = goal === 'minimize' ? 1 : -1;
  const valued = curves.filter((curve) => !Number.isNaN(curve.best));
  return valued.sort((a, b) => sign * (a.best - b.best)).slice(0, count);
}

export interface Domain {
  readonly low: number;
  readonly high: number;
  /** Points that lie outside. */
  readonly outside: number;
}

/** Values looked at to tell the usual from the outlying: sorting all at each update would cost too much. */
const SAMPLE = 10_000;

/** What the x axis must span, with room for marks at the ends of curves; null without a point. */
export function xDomain(curves: readonly Ready[]): [number, number] | null {
  const ends = extent(curves.flatMap((curve) => curve.ends?.x ?? []));
  return ends === null ? null : [ends[0], ends[1] + 0.012 * (ends[1] - ends[0])];
}

/**
 * What the y axis must span for the curves between two places of x: all points, unless some would flatten the rest and
 * `clipped` is asked for. On a log scale only what is above 0.
 */
export function yDomain(curves: readonly Ready[], x: readonly [number, number] | null, positive: boolean, clipped: boolean): Domain | null {
  let [low, high] = [Infinity, -Infinity];
  const sample: number[] = [];
  const every = Math.ceil(curves.reduce((sum, { raw }) => sum + raw.length, 0) / SAMPLE);
  let seen = 0;
  for (const { xs, raw, ends } of curves) {
    if (ends === null) continue;
    const from = x === null ? 0 : Math.max(0, lowerBound(xs, x[0]) - 1);
    const to = x === null ? raw.length : Math.min(raw.length, lowerBound(xs, x[1], true) + 1);
    for (let at = from; at < to; at += 1) {
      const value = raw[at] as number;
      if (!Number.isFinite(value) || (positive && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
      if (seen % every === 0) sample.push(value);
      seen += 1;
    }
  }
  if (low > high) return null;
  const worth = clipped && !positive ? worthDrawing([...sample, low, high]) : null;
  if (worth === null || worth.outside === 0) return { low, high, outside: 0 };
  return { ...worth, outside: countOutside(curves, worth.low, worth.high) };
}

/** Where a rule stopped a run: after how many values, and what the best of them had to beat. */
export interface Stop {
  readonly age: number;
  readonly limit: number;
}

/** Where the limit lies that stopped the curve's run; null without a curve to lay it on. */
export function stopPlace({ age, limit }: Stop, curve: Ready | undefined): { readonly x: number; readonly y: number } | null {
  const x = curve?.complete === true ? curve.xs[Math.min(age, curve.xs.length) - 1] : curve?.xs.at(-1);
  return x === undefined || !Number.isFinite(limit) ? null : { x, y: limit };
}

/** The domain with room for that limit. */
export function withStop(domain: Domain | null, stopped: { readonly y: number } | null, y: 'linear' | 'log'): Domain | null {
  if (domain === null || stopped === null || (y === 'log' && stopped.y <= 0)) return domain;
  return { ...domain, low: Math.min(domain.low, stopped.y), high: Math.max(domain.high, stopped.y) };
}

function countOutside(curves: readonly Ready[], low: number, high: number): number {
  let outside = 0;
  for (const { raw } of curves) for (const value of raw) if (value < low || value > high) outside += 1; // NaN is neither
  return outside;
}

/** A scale with some room beyond both ends; a single value gets room on both sides. */
export function roomy(kind: Scale['kind'], low: number, high: number): Scale {
  if (kind === 'log' && low > 0) {
    const factor = high > low ? (high / low) ** 0.04 : 1.5;
    return scaleOf('log', low / factor, high * factor);
  }
  const margin = high > low ? (high - low) * 0.04 : Math.abs(low) * 0.1 || 1;
  return linear(low - margin, high + margin);
}

/** The x axis between two places, with ticks and words that suit it. */
export function curveAxis(axis: CurveAxis, low: number, high: number): { scale: Scale; label: string; format: (value: number) => string } {
  const [from, to] = high > low ? [low, high] : [low - 1, low + 1];
  const plain = linear(from, to);
  const whole: Scale = { ...plain, ticks: (count) => plain.ticks(count).filter((tick) => to - from < 1 || Number.isInteger(tick)) };
  switch (axis) {
    case 'step':
    case 'count':
      return { scale: whole, label: axis === 'step' ? 'step' : 'values logged', format: number };
    case 'relative':
      return { scale: to - from < 8 ? plain : { ...plain, ticks: (count) => timeTicks(from, to, count) }, label: 'time since its first value', format: short };
    case 'time': {
      const midnight = new Date(from * 1000).setHours(0, 0, 0, 0) / 1000;
      return { scale: { ...plain, ticks: (count) => timeTicks(from, to, count, midnight) }, label: 'time', format: to - from < 300 ? seconds : clock };
    }
  }
}

/** A length of time on an axis: fractions of a second too. */
function short(value: number): string {
  return value < 10 && !Number.isInteger(value) ? `${number(value)}s` : duration(value);
}

function seconds(at: number): string {
  return `${clock(at)}:${String(new Date(at * 1000).getSeconds()).padStart(2, '0')}`;
}
