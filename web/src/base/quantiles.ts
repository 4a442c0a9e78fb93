/** A scale on which the values themselves lie evenly: each place is the share of values below it. */

export interface QuantileScale {
  readonly kind: 'quantile';
  readonly low: number;
  readonly high: number;
  readonly place: (value: number) => number;
  readonly value: (place: number) => number;
  /** Values at even places. */
  readonly ticks: (count: number) => number[];
}

/** Equal values share the middle of their places; between two values a place is interpolated. Needs one finite value. */
export function quantiles(values: Iterable<number>): QuantileScale {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  const distinct = sorted.filter((value, at) => at === 0 || value !== sorted[at - 1]);
  const places = distinct.map((value) => {
    const [first, last] = [lowerBound(sorted, value), lowerBound(sorted, value, true) - 1];
    return sorted.length === 1 ? 0.5 : (first + last) / 2 / (sorted.length - 1);
  });
  const [low = NaN, high = NaN] = [distinct[0], distinct[distinct.length - 1]];
  const value = (place: number): number => between(places, distinct, place);
  return {
    kind: 'quantile',
    low,
    high,
    place: (given) => (Number.isNaN(given) ? NaN : between(distinct, places, given)),
    value,
    ticks: (count) => {
      const parts = Math.min(Math.max(1, count - 1), distinct.length - 1);
      return parts < 1 ? [low] : Array.from({ length: parts + 1 }, (_, at) => value(at / parts));
    },
  };
}

/** The first index whose value is not below the given one (or above it); `sorted` rises. */
export function lowerBound(sorted: ArrayLike<number>, value: number, above = false): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const found = sorted[middle] ?? NaN;
    if (found < value || (above && found === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `ys` at x, linear between its places `xs`, held at the ends. */
function between(xs: Float64Array, ys: Float64Array, x: number): number {
  const right = lowerBound(xs, x);
  const [x1 = NaN, y1 = NaN] = [xs[right], ys[right]];
  if (right === 0) return y1;
  const [x0 = NaN, y0 = NaN] = [xs[right - 1], ys[right - 1]];
  return right === xs.length ? y0 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}
