/** Smoothing of curves. */

/**
 * The exponential moving average: the older a value, the less it counts, by `weight` for each usual distance of neighbours (the
 * median), so that uneven steps and thinned curves smooth alike. Without the pull of the first value towards itself (Kingma and
 * Ba, 2015, section 3). 0 leaves everything as it is; NaN stays NaN and counts nothing.
 */
export function smoothed(xs: ArrayLike<number>, ys: ArrayLike<number>, weight: number): Float64Array {
  const usual = usualDistance(xs);
  const result = new Float64Array(ys.length);
  let sum = 0;
  let mass = 0;
  let last = NaN;
  for (let at = 0; at < ys.length; at += 1) {
    const [x = NaN, y = NaN] = [xs[at], ys[at]];
    if (!Number.isFinite(y)) {
      result[at] = y;
      continue;
    }
    const kept = Number.isNaN(last) ? 0 : weight ** Math.max(0, (x - last) / usual);
    sum = kept * sum + (1 - weight) * y;
    mass = kept * mass + (1 - weight);
    result[at] = sum / mass;
    last = x;
  }
  return result;
}

function usualDistance(xs: ArrayLike<number>): number {
  const distances = new Float64Array(Math.max(0, xs.length - 1));
  for (let at = 0; at < distances.length; at += 1) distances[at] = (xs[at + 1] ?? NaN) - (xs[at] ?? NaN);
  const real = distances.filter((distance) => distance > 0).sort();
  return real[real.length >> 1] ?? 1;
}
