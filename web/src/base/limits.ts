/** What stopping rules judge by, laid along the axes on which curves are drawn. */
import { unpack } from './series';

/** Each limit holds from its age, counted in values logged, until the next one begins. */
export interface RuleLimits {
  readonly rule: string;
  readonly limits: readonly { readonly age: number; readonly value: number | string }[];
}

/** A curve's places on the axis, one for each value logged; `complete` unless it was thinned. */
export interface Aged {
  readonly xs: ArrayLike<number>;
  readonly complete: boolean;
}

export interface LimitLine {
  readonly rule: string;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** Where a rule that judges at some ages only does so: places in `xs`. */
  readonly bands: readonly number[];
}

/** Curves enough to tell where values usually lie. */
const ENOUGH = 101;

/**
 * Where each limit lies. Rules count values, so on any axis a limit lies where the curves have as many: at the median of the complete
 * ones (of the longest where there are many). Limits that no curve has reached are left out.
 */
export function limitLine({ rule, limits }: RuleLimits, curves: readonly Aged[]): LimitLine {
  const complete = curves.filter((curve) => curve.complete).map((curve) => curve.xs);
  const asked = complete.sort((a, b) => b.length - a.length).slice(0, ENOUGH);
  const line = { rule, xs: [] as number[], ys: [] as number[], bands: [] as number[] };
  const longest = asked[0]?.length ?? 0;
  const add = (age: number, value: number | string): void => {
    line.xs.push(place(asked, age));
    line.ys.push(unpack(value));
  };
  limits.forEach(({ age: from, value }, nth) => {
    const before = limits[nth - 1];
    if (rule !== 'envelope' && from <= longest) {
      if (before !== undefined) add(from, before.value); // a step, where the envelope slopes
      line.bands.push(line.xs.length);
    }
    const until = Math.min(longest, (limits[nth + 1]?.age ?? Infinity) - 1);
    for (let age = from; age <= until; age += 1) add(age, value);
  });
  return line;
}

/** Where the curves usually have their value of that age. */
function place(curves: readonly ArrayLike<number>[], age: number): number {
  const there = curves.filter((places) => age <= places.length).map((places) => places[age - 1] ?? NaN);
  there.sort((a, b) => a - b);
  return there[there.length >> 1] ?? NaN;
}
