/** What lies nearest to the pointer, among lines given as arrays of numbers. */
import { lowerBound } from './quantiles';

export interface Track {
  /** Rising. */
  readonly xs: ArrayLike<number>;
  readonly ys: ArrayLike<number>;
}

/** From values to pixels. */
export interface Pixels {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  /** The value at a pixel: the inverse of `x`. */
  readonly valueAt: (pixel: number) => number;
}

export interface TrackHit {
  readonly track: number;
  /** The point of the track nearest to the pointer along x. */
  readonly point: number;
}

/** The track that passes nearest to a pixel, none further than `reach` pixels; of equally near ones the last. */
export function nearestTrack(tracks: readonly Track[], px: number, py: number, reach: number, pixels: Pixels): TrackHit | null {
  const from = pixels.valueAt(px - reach);
  const to = pixels.valueAt(px + reach);
  let best = reach * reach;
  let hit = -1;
  for (let track = 0; track < tracks.length; track += 1) {
    const { xs, ys } = tracks[track] as Track;
    const first = Math.max(0, lowerBound(xs, from) - 1);
    const last = Math.min(xs.length - 1, lowerBound(xs, to));
    let [x0, y0] = [NaN, NaN];
    for (let at = first; at <= last; at += 1) {
      const x1 = pixels.x(xs[at] as number);
      const y1 = pixels.y(ys[at] as number);
      const distance = Number.isNaN(y0) ? (x1 - px) ** 2 + (y1 - py) ** 2 : toSegment(px, py, x0, y0, x1, y1);
      if (distance <= best) [best, hit] = [distance, track]; // never for NaN
      [x0, y0] = [x1, y1];
    }
  }
  const found = tracks[hit];
  return found === undefined ? null : { track: hit, point: nearestPoint(found, pixels.valueAt(px)) };
}

/** The index of the point with a value that lies nearest along x; -1 where no point has one. */
export function nearestPoint({ xs, ys }: Track, x: number): number {
  let nearest = -1;
  for (let right = lowerBound(xs, x); right < xs.length; right += 1) {
    if (!Number.isFinite(ys[right])) continue;
    nearest = right;
    break;
  }
  for (let left = lowerBound(xs, x) - 1; left >= 0; left -= 1) {
    if (!Number.isFinite(ys[left])) continue;
    if (nearest < 0 || x - (xs[left] as number) < (xs[nearest] as number) - x) nearest = left;
    break;
  }
  return nearest;
}

/** The dot nearest to a pixel, none further than `reach` pixels; -1 where there is none. */
export function nearestDot(xs: ArrayLike<number>, ys: ArrayLike<number>, px: number, py: number, reach: number): number {
  let best = reach * reach;
  let hit = -1;
  for (let at = 0; at < xs.length; at += 1) {
    const distance = ((xs[at] as number) - px) ** 2 + ((ys[at] as number) - py) ** 2;
    if (distance <= best) [best, hit] = [distance, at];
  }
  return hit;
}

/**
 * The line of parallel coordinates that passes nearest above or below a pixel between two axes, none further than `reach`.
 * `left` and `right` are the lines' heights on the two axes, `share` how far between them the pixel lies; only lines in `among`.
 */
export function nearestLine(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  share: number,
  py: number,
  reach: number,
  among: Uint8Array,
): number {
  let best = reach;
  let hit = -1;
  for (let line = 0; line < left.length; line += 1) {
    if (among[line] === 0) continue;
    const [from, to] = [left[line] as number, right[line] as number];
    const distance = Math.abs(from + share * (to - from) - py);
    if (distance <= best) [best, hit] = [distance, line];
  }
  return hit;
}

/** The square of the distance from a point to a segment. */
function toSegment(px: number, py: number, x0: number, y0: number, x1: number, y1: number): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((px - x0) * dx + (py - y0) * dy) / length));
  return (x0 + share * dx - px) ** 2 + (y0 + share * dy - py) ** 2;
}
