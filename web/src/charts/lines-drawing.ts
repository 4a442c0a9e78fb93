/** Drawing parallel coordinates on canvas. */
import type { Axis } from '../base/axes';
import { channels } from '../base/contrast';
import { ramp } from '../base/ramp';
import { RANKS } from '../base/raster';
import type { Context, Size } from './canvas';
import type { Colours } from './colours';
import type { Lines } from './lines-data';
import { drawText } from './marks';

/** Where axes stand and how far they reach, in CSS pixels. */
export interface Board extends Size {
  readonly xs: readonly number[];
  readonly top: number;
  readonly foot: number;
  /** The height of the mark for what has no value, below the axes. */
  readonly none: number;
}

const NAMES = 46;
const FOOT = 10;
/** Room for the mark of what has no value. */
const NONE = 24;
const LEFT = 72;
const RIGHT = 66;

/** `gaps`: some run has no value on some axis. */
export function boardOf({ width, height }: Size, axes: number, gaps: boolean): Board {
  const room = width - LEFT - RIGHT;
  const xs = Array.from({ length: axes }, (_, at) => LEFT + (axes === 1 ? 0.5 : at / (axes - 1)) * room);
  return { width, height, xs, top: NAMES, foot: height - FOOT - (gaps ? NONE : 0), none: height - FOOT };
}

/** Less width than this and the axes scroll. */
export function leastWidth(axes: number): number {
  return LEFT + RIGHT + (axes - 1) * 52;
}

/** Pixels for a label to the right of an axis, or to the left of the next. */
export function roomRightOf({ xs, width }: Board, axis: number): number {
  return (xs[axis + 1] ?? width) - (xs[axis] ?? 0) - 14;
}

/** Heights in pixels of places on an axis. */
export function heightsOf(places: Float32Array, board: Board): Float32Array {
  return places.map((place) => heightOf(place, board));
}

export function heightOf(place: number, { top, foot, none }: Board): number {
  return Number.isNaN(place) ? none : foot - place * (foot - top);
}

export function drawLine(context: Context, xs: readonly number[], heights: readonly Float32Array[], line: number): void {
  context.beginPath();
  for (let axis = 0; axis < xs.length; axis += 1) context.lineTo(xs[axis] as number, (heights[axis] as Float32Array)[line] as number);
  context.stroke();
}

/** Colours by rank: of no value, then from the worst to the best. */
export function paletteOf(colours: Colours): number[][] {
  const steps = Array.from({ length: RANKS - 1 }, (_, at) => channels(ramp(at / (RANKS - 2), colours.theme)));
  return [channels(colours.line), ...steps];
}

/** The rank of a line by its place on the metric's axis. */
export function rankOf(place = NaN): number {
  return Number.isNaN(place) ? 0 : 1 + Math.round(place * (RANKS - 2));
}

/** The fewer the lines, the more of each shows. */
export function opacity(count: number): number {
  return Math.max(0.14, Math.min(0.9, 5 / Math.sqrt(count)));
}

/** Axes, their ticks and the marks for what has no value; labels on a ground of their own, so that lines do not cross them. */
export function drawAxes(context: Context, { axes, places }: Lines, board: Board, metric: string, colours: Colours): void {
  context.font = `11px ${colours.font}`;
  axes.forEach((axis, at) => {
    const x = board.xs[at] ?? 0;
    const isMetric = axis.name === metric;
    if (isMetric) drawRampBar(context, x, board, colours);
    context.strokeStyle = colours.axis;
    context.lineWidth = 1;
    context.beginPath();
    if (!isMetric) {
      context.moveTo(Math.round(x) + 0.5, board.top);
      context.lineTo(Math.round(x) + 0.5, board.foot);
    }
    context.stroke();
    drawTicks(context, axis, x, board, isMetric, isMetric || at === 0 ? RIGHT - 12 : roomRightOf(board, at - 1), colours);
    if ((places[at] as Float32Array).some(Number.isNaN)) drawNone(context, x, board, isMetric, colours);
  });
}

function drawTicks(context: Context, axis: Axis, x: number, board: Board, onRight: boolean, room: number, colours: Colours): void {
  const least = 15;
  let last = Infinity;
  for (const { place, label } of ticksFor(axis, board)) {
    const y = heightOf(place, board);
    if (Math.abs(last - y) < least) continue;
    last = y;
    context.strokeStyle = colours.axis;
    context.lineWidth = 1;
    context.beginPath();
    const side = onRight ? 1 : -1;
    context.moveTo(x + (onRight ? 5 : 0), Math.round(y) + 0.5);
    context.lineTo(x + side * (onRight ? 8 : 4), Math.round(y) + 0.5);
    context.stroke();
    drawLabel(context, label, x + side * (onRight ? 11 : 8), y, onRight ? 'left' : 'right', colours.soft, room, colours);
  }
}

function ticksFor(axis: Axis, board: Board): readonly { place: number; label: string }[] {
  return [...axis.ticks(Math.max(2, Math.floor((board.foot - board.top) / 36)))].sort((a, b) => a.place - b.place);
}

/** A label, shortened to the room that it has. */
export function drawLabel(context: Context, text: string, x: number, y: number, align: CanvasTextAlign, colour: string, room: number, colours: Colours): void {
  let shown = text;
  for (let kept = text.length - 1; kept > 1 && context.measureText(shown).width > room; kept -= 1) shown = `${text.slice(0, kept)}…`;
  drawText(context, shown, x, y, align, colour, colours);
}

/** The metric's axis is its own legend: the colour at each value. */
function drawRampBar(context: Context, x: number, { top, foot }: Board, colours: Colours): void {
  const gradient = context.createLinearGradient(0, foot, 0, top);
  for (let at = 0; at <= 10; at += 1) gradient.addColorStop(at / 10, ramp(at / 10, colours.theme));
  context.fillStyle = gradient;
  context.beginPath();
  context.roundRect(x - 4, top, 8, foot - top, 3);
  context.fill();
}

function drawNone(context: Context, x: number, { none }: Board, onRight: boolean, colours: Colours): void {
  context.strokeStyle = colours.axis;
  context.lineWidth = 1;
  context.setLineDash([2, 2]);
  context.beginPath();
  context.moveTo(x - 5, none + 0.5);
  context.lineTo(x + 5, none + 0.5);
  context.stroke();
  context.setLineDash([]);
  drawText(context, 'no value', x + (onRight ? 9 : -9), none, onRight ? 'left' : 'right', colours.soft, colours);
}
