/** Ticks at times that people count in. */

/** Seconds between ticks: round within minutes, hours and days. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800];

/**
 * Round lengths of time within the range, in seconds, about `count`; fractions of a second are left to others (none are given).
 * `zero` is the moment that is round: 0 for lengths of time, a midnight for times of day.
 */
export function timeTicks(low: number, high: number, count: number, zero = 0): number[] {
  const least = (high - low) / Math.max(1, count);
  const longest = STEPS.at(-1) ?? 1;
  const step = STEPS.find((candidate) => candidate >= least) ?? Math.ceil(least / longest) * longest;
  const first = Math.ceil((low - zero) / step);
  const last = Math.floor((high - zero) / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => zero + (first + at) * step);
}
