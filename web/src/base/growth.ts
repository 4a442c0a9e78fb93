/** What grows while it is looked at: curves and logs, by pieces that say where they begin. */
import { thinned, unpack } from './series';

export interface Points {
  /** How many values of the curve lie before these. */
  readonly first: number;
  /** How many the curve has with them; more than `first` and these where so many came at once that some were left out. */
  readonly count: number;
  readonly steps: readonly (number | null)[];
  readonly times: readonly number[];
  readonly values: readonly (number | string)[];
}

export interface CurvePoints {
  steps: (number | null)[];
  times: number[];
  values: (number | string)[];
  /** Values logged; more than are held when thinned. */
  count: number;
}

export interface Lines {
  readonly first: number;
  readonly lines: readonly string[];
}

/**
 * The curve with the points behind it; itself when it has them all; null when some between are missing. Thinned to `most` points
 * as soon as it holds twice as many, so that memory stays flat over a long run.
 */
export function grown<C extends CurvePoints>(curve: C, points: Points, most: number): C | null {
  if (points.count <= curve.count) return curve;
  const known = curve.count - points.first;
  const thin = points.count > points.first + points.values.length;
  if (known < 0 || (known > 0 && thin)) return null; // which of thinned points are known cannot be told
  const whole = {
    ...curve,
    steps: [...curve.steps, ...points.steps.slice(known)],
    times: [...curve.times, ...points.times.slice(known)],
    values: [...curve.values, ...points.values.slice(known)],
    count: points.count,
  };
  if (whole.values.length < 2 * most) return whole;
  const kept = thinned(whole.values.map(unpack), most);
  return { ...whole, steps: at(whole.steps, kept), times: at(whole.times, kept), values: at(whole.values, kept) };
}

/** The same for lines of a log, of which the last `most` are held. */
export function lengthened<L extends Lines>(log: L, more: Lines, most: number): L | null {
  const known = log.first + log.lines.length - more.first;
  if (known < 0) return null;
  if (known >= more.lines.length) return log;
  const lines = [...log.lines, ...more.lines.slice(known)];
  const dropped = Math.max(0, lines.length - most);
  return { ...log, first: log.first + dropped, lines: lines.slice(dropped) };
}

function at<T>(values: readonly T[], indices: readonly number[]): T[] {
  return values.filter(function (this: Set<number>, _, index) {
    return this.has(index);
  }, new Set(indices));
}
