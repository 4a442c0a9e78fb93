/** Drawing curves on canvas. */
import { lowerBound } from '../base/quantiles';
import type { Scale } from '../base/scales';
import { thinned, type Goal } from '../base/series';
import type { RunState } from '../base/states';
import type { Context, Size } from './canvas';
import type { Colours } from './colours';
import type { Ready } from './curve-data';
import { drawMark } from './marks';

/** Where values lie within a frame. */
export interface Frame extends Size {
  readonly xScale: Scale;
  readonly yScale: Scale;
}

/** Beyond these pixels nothing can be seen, and a canvas reckons wrongly with numbers far larger. */
const FAR = 20_000;

export function xPixel({ xScale, width }: Frame, value: number): number {
  return held(xScale.place(value) * width);
}

export function yPixel({ yScale, height }: Frame, value: number): number {
  return held((1 - yScale.place(value)) * height);
}

function held(pixel: number): number {
  return Math.min(FAR, Math.max(-FAR, pixel)); // NaN stays NaN
}

/** Adds a curve to the path: a gap where there is no value, a dot where one stands alone. Of more points than the frame shows, lowest and highest. */
export function trace(context: Context, frame: Frame, xs: Float64Array, ys: Float64Array): void {
  const from = Math.max(0, lowerBound(xs, frame.xScale.low) - 1);
  const to = Math.min(xs.length, lowerBound(xs, frame.xScale.high, true) + 1);
  const most = Math.ceil(frame.width) * 4;
  const kept = to - from > most ? thinned(ys.subarray(from, to), most) : null;
  const count = kept?.length ?? to - from;
  let [lastX, lastY] = [NaN, NaN];
  let run = 0; // points since the last gap
  const close = (): void => {
    if (run === 1) context.lineTo(lastX + 0.5, lastY);
    run = 0;
  };
  for (let nth = 0; nth < count; nth += 1) {
    const at = from + (kept === null ? nth : (kept[nth] as number));
    const x = xPixel(frame, xs[at] as number);
    const y = yPixel(frame, ys[at] as number);
    if (Number.isNaN(y)) {
      close();
      continue;
    }
    if (run === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
    [lastX, lastY] = [x, y];
    run += 1;
  }
  close();
}

export function drawCurve(context: Context, frame: Frame, xs: Float64Array, ys: Float64Array, colour: string, width: number): void {
  context.beginPath();
  trace(context, frame, xs, ys);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.stroke();
}

/** The mark of the state at the end of a curve, where that says more than that it ended. */
export function drawEnd(context: Context, frame: Frame, curve: Ready, state: RunState | undefined, size: number, colours: Colours): void {
  if (state === undefined || state === 'finished' || state === 'queued') return;
  const last = curve.ys.findLastIndex(Number.isFinite);
  if (last >= 0) drawMark(context, state, xPixel(frame, curve.xs[last] as number), yPixel(frame, curve.ys[last] as number), size, colours);
}

/** How much of a faint line's colour shows: the more there are, the fainter, so that the crowd shows where it is dense. */
export function faintness(count: number): number {
  return Math.max(0.16, Math.min(0.9, 7 / Math.sqrt(count * 12)));
}

/** The side of the envelope on which runs are stopped, shaded, and its line. Steps, because a limit holds until the next value. */
export function drawEnvelope(context: Context, frame: Frame, xs: readonly number[], ys: readonly number[], goal: Goal, colours: Colours): void {
  const points = xs.map((x, at) => [xPixel(frame, x), yPixel(frame, ys[at] ?? NaN)] as const).filter(([, y]) => !Number.isNaN(y));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return;
  const path = new Path2D();
  path.moveTo(...first);
  for (const point of points.slice(1)) path.lineTo(...point);
  const region = new Path2D(path);
  const edge = goal === 'minimize' ? -10 : frame.height + 10;
  region.lineTo(last[0], edge);
  region.lineTo(first[0], edge);
  region.closePath();
  context.globalAlpha = 0.09;
  context.fillStyle = colours.envelope;
  context.fill(region);
  context.globalAlpha = 1;
  context.strokeStyle = colours.envelope;
  context.lineWidth = 1.5;
  context.setLineDash([6, 4]);
  context.stroke(path);
  context.setLineDash([]);
}
