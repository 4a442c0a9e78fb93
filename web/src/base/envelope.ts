/** The envelope of a stopping rule, laid along the axes on which curves are drawn. */

/** A curve's places on the axis, one for each value logged; `complete` unless it was thinned. */
export interface Aged {
  readonly xs: ArrayLike<number>;
  readonly complete: boolean;
}

/** Curves enough to tell where values usually lie. */
const ENOUGH = 101;

/**
 * Where each limit lies. The rule counts values (the k-th limit is for the k-th value), so on any other axis a limit lies where
 * the curves have their k-th value: at the median of the complete ones (of the longest where there are many). Limits that no curve has reached are left out.
 */
export function envelopePlaces(limits: ArrayLike<number>, curves: readonly Aged[]): { xs: number[]; ys: number[] } {
  const complete = curves.filter((curve) => curve.complete).map((curve) => curve.xs);
  const asked = complete.sort((a, b) => b.length - a.length).slice(0, ENOUGH);
  const xs: number[] = [];
  const ys: number[] = [];
  for (let age = 0; age < limits.length; age += 1) {
    const there = asked.filter((places) => age < places.length).map((places) => places[age] ?? NaN);
    if (there.length === 0) break;
    there.sort((a, b) => a - b);
    xs.push(there[there.length >> 1] ?? NaN);
    ys.push(limits[age] ?? NaN);
  }
  return { xs, ys };
}
