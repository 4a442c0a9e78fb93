/** Scales: from values to places between 0 and 1 and back, with ticks at round values. */

export interface Scale {
  readonly kind: 'linear' | 'log';
  readonly low: number;
  readonly high: number;
  /** Where a value lies: 0 at `low`, 1 at `high`, beyond them outside. NaN where the scale has no place for it. */
  readonly place: (value: number) => number;
  /** The value at a place: the inverse. */
  readonly value: (place: number) => number;
  /** Round values within the scale, in order, about as many as asked for. */
  readonly ticks: (count: number) => number[];
}

/** A scale from `low` to `high`; where they are equal, everything lies in the middle. */
export function linear(low: number, high: number): Scale {
  const length = high - low;
  return {
    kind: 'linear',
    low,
    high,
    place: (value) => (length === 0 ? (Number.isNaN(value) ? NaN : 0.5) : (value - low) / length),
    value: (place) => low + place * length,
    ticks: (count) => linearTicks(low, high, count),
  };
}

/** A scale on which equal factors are equal distances; both ends above 0. */
export function log(low: number, high: number): Scale {
  if (!(low > 0 && high > 0)) throw new RangeError(`a log scale needs ends above 0, not ${low} and ${high}`);
  const inner = linear(Math.log10(low), Math.log10(high));
  return {
    kind: 'log',
    low,
    high,
    place: (value) => (value > 0 ? inner.place(Math.log10(value)) : NaN),
    value: (place) => 10 ** inner.value(place),
    ticks: (count) => logTicks(low, high, count),
  };
}

/** The log scale where values allow it, else the linear one. */
export function scaleOf(kind: Scale['kind'], low: number, high: number): Scale {
  return kind === 'log' && low > 0 ? log(low, high) : linear(low, high);
}

function linearTicks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low];
  const step = roundStep((high - low) / Math.max(1, count));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => clean((first + at) * step, step));
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5].find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Without the rounding error of a multiple: 0.3, not 0.30000000000000004. */
function clean(value: number, step: number): number {
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return digits > 100 ? value : Number(value.toFixed(digits));
}

/** Powers of ten; 2 and 5 times them where there is room; every few powers where there is none; linear within less than one. */
function logTicks(low: number, high: number, count: number): number[] {
  const decades = Math.log10(high / low);
  if (decades < 1) return linearTicks(low, high, count);
  const factors = decades * 3 <= count ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(decades / Math.max(1, count)));
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    if (power % every !== 0) continue;
    ticks.push(...factors.map((factor) => Number(`${factor}e${power}`)));
  }
  return ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
}
