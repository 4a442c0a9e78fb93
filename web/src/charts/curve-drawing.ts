/** Drawing curves on canvas. */
import { number } from '../base/format';
import type { LimitLine } from '../base/limits';
import { lowerBound } from '../base/quantiles';
import type { Raster } from '../base/raster';
import type { Scale } from '../base/scales';
import { thinned, type Goal } from '../base/series';
import type { RunState } from '../base/states';
import type { Context, Size } from './canvas';
import type { Colours } from './colours';
import type { Ready } from './curve-data';
import { drawMark, drawText } from './marks';

/** Where values lie within a frame. */
export interface Frame extends Size {
  readonly xScale: Scale;
  readonly yScale: Scale;
}

/** Pixels of a band's tick to either side of its line. */
const TICK = 7;
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

/** What takes a line from point to point: a canvas, or a raster by `rasterPen`. */
interface Pen {
  moveTo: (x: number, y: number) => void;
  lineTo: (x: number, y: number) => void;
}

export function rasterPen(raster: Raster, ratio: number): Pen {
  let [fromX, fromY] = [NaN, NaN];
  return {
    moveTo(x, y) {
      [fromX, fromY] = [x * ratio, y * ratio];
    },
    lineTo(x, y) {
      const [toX, toY] = [x * ratio, y * ratio];
      raster.line(fromX, fromY, toX, toY, 0);
      [fromX, fromY] = [toX, toY];
    },
  };
}

/** Leads the pen along a curve: a gap where there is no value, a dot where one stands alone. Of more points than the frame shows, lowest and highest. */
export function trace(pen: Pen, frame: Frame, xs: Float64Array, ys: Float64Array): void {
  const from = Math.max(0, lowerBound(xs, frame.xScale.low) - 1);
  const to = Math.min(xs.length, lowerBound(xs, frame.xScale.high, true) + 1);
  const most = Math.ceil(frame.width) * 4;
  const kept = to - from > most ? thinned(ys.subarray(from, to), most) : null;
  const count = kept?.length ?? to - from;
  let [lastX, lastY] = [NaN, NaN];
  let run = 0; // points since the last gap
  const close = (): void => {
    if (run === 1) pen.lineTo(lastX + 0.5, lastY);
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
    if (run === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
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
  return Math.max(0.12, Math.min(0.85, 3.2 / Math.sqrt(count)));
}

/** The side of the envelope on which runs are stopped. */
export function shadeEnvelope(context: Context, frame: Frame, { xs, ys }: LimitLine, goal: Goal, colours: Colours): void {
  const region = new Path2D();
  const edge = goal === 'minimize' ? -10 : frame.height + 10;
  region.moveTo(xPixel(frame, xs[0] ?? NaN), edge);
  xs.forEach((x, at) => {
    region.lineTo(xPixel(frame, x), yPixel(frame, ys[at] ?? NaN));
  });
  region.lineTo(xPixel(frame, xs.at(-1) ?? NaN), edge);
  context.globalAlpha = 0.055;
  context.fillStyle = colours.envelope;
  context.fill(region);
}

/** The dashes of a line of limits, which differ between rules that judge always and at bands. */
export function dashOfLimits(bands: readonly number[]): number[] {
  return bands.length === 0 ? [6, 4] : [2, 4];
}

/** The line, and a tick across it at each band. */
export function drawLimits(context: Context, frame: Frame, { xs, ys, bands }: LimitLine, colours: Colours): void {
  context.lineWidth = 4;
  context.strokeStyle = colours.surface;
  context.globalAlpha = 0.7;
  context.beginPath();
  trace(context, frame, Float64Array.from(xs), Float64Array.from(ys));
  context.stroke();
  context.globalAlpha = 1;
  context.lineWidth = 1.75;
  context.strokeStyle = colours.envelope;
  context.setLineDash(dashOfLimits(bands));
  context.stroke();
  context.setLineDash([]);
  context.lineWidth = 2;
  context.beginPath();
  for (const at of bands) {
    const [x, y] = [xPixel(frame, xs[at] ?? NaN), yPixel(frame, ys[at] ?? NaN)];
    context.moveTo(x, y - TICK);
    context.lineTo(x, y + TICK);
  }
  context.stroke();
}

/** The rule's name, where there is most room: on the side of the stopped, a third of the way or at the first band. */
export function nameLimits(context: Context, frame: Frame, { rule, xs, ys, bands }: LimitLine, goal: Goal, colours: Colours): void {
  const at = bands[0] ?? xs.findIndex((x) => xPixel(frame, x) > frame.width / 3);
  const y = yPixel(frame, ys[at] ?? NaN);
  if (Number.isNaN(y)) return;
  context.font = `600 11px ${colours.font}`;
  const below = goal === 'maximize';
  drawText(context, rule, xPixel(frame, xs[at] ?? NaN) + 4, y + (below ? 14 : -10), 'left', colours.envelope, colours);
}

/** The limit that stopped a run, where it was stopped. */
export function drawStop(context: Context, frame: Frame, { x, y }: { readonly x: number; readonly y: number }, colours: Colours): void {
  const [px, py] = [xPixel(frame, x), yPixel(frame, y)];
  if (Number.isNaN(py)) return;
  context.strokeStyle = colours.envelope;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(px - 26, py);
  context.lineTo(px + 26, py);
  context.stroke();
  context.font = `600 11px ${colours.font}`;
  const right = px > frame.width / 2;
  drawText(context, `limit ${number(y)}`, px + (right ? -32 : 32), py, right ? 'right' : 'left', colours.envelope, colours);
}
