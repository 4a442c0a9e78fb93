/** Series of numbers: what JSON carries of them, their ends, their best so far, and fewer of them without hiding anything. */

export type Goal = 'minimize' | 'maximize';

/** A number of the API: JSON has no NaN and no infinities, so their names stand for them. */
export function unpack(given: number | string): number {
  return typeof given === 'number' ? given : Number(given);
}

/** Lowest and highest finite value; null where there is none. */
export function extent(values: Iterable<number>): [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? null : [low, high];
}

export interface Range {
  readonly low: number;
  readonly high: number;
  /** How many finite values lie outside it. */
  readonly outside: number;
}

/**
 * The range worth drawing: all of it, unless a few values far away would flatten the rest (all of it is more than 100 times the
 * distance of the quartiles); then without those far outside the middle 98 %. Null where there is no finite value.
 */
export function worthDrawing(values: Iterable<number>): Range | null {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  const low = sorted[0];
  const high = sorted[sorted.length - 1];
  if (low === undefined || high === undefined) return null;
  const quantile = (share: number, round = Math.round): number => sorted[round(share * (sorted.length - 1))] ?? low;
  const spread = quantile(0.75) - quantile(0.25);
  if (spread === 0 || high - low <= 100 * spread) return { low, high, outside: 0 };
  // Rounded inwards: of a few values, one far off at either end is left out.
  const [least, most] = [quantile(0.01, Math.ceil) - 3 * spread, quantile(0.99, Math.floor) + 3 * spread];
  const near = sorted.filter((value) => value >= least && value <= most);
  return { low: near[0] ?? low, high: near.at(-1) ?? high, outside: sorted.length - near.length };
}

/** The best value up to each one; NaN before the first finite value. */
export function bestSoFar(values: readonly number[], goal: Goal): number[] {
  let best = NaN;
  return values.map((value) => {
    if (Number.isFinite(value) && !(goal === 'minimize' ? value >= best : value <= best)) best = value;
    return best;
  });
}

/**
 * Which values to keep so that about `most` remain and no spike is lost: the first, the last, and lowest and highest of every
 * bucket. Indices, rising. A bucket of NaN alone keeps one, so that the gap shows.
 */
export function thinned(values: ArrayLike<number>, most: number): number[] {
  const count = values.length;
  if (count <= most) return Array.from({ length: count }, (_, at) => at);
  const buckets = Math.max(1, Math.floor((most - 2) / 2));
  const kept = new Set([0, count - 1]);
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const from = Math.floor((bucket * count) / buckets);
    const to = Math.floor(((bucket + 1) * count) / buckets);
    let low = from;
    let high = from;
    for (let at = from + 1; at < to; at += 1) {
      const value = values[at] ?? NaN;
      if (!(value >= (values[low] ?? NaN))) low = Number.isNaN(value) ? low : at;
      if (!(value <= (values[high] ?? NaN))) high = Number.isNaN(value) ? high : at;
    }
    kept.add(low).add(high);
  }
  return [...kept].sort((a, b) => a - b);
}
