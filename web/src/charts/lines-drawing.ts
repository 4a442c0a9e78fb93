/** Drawing parallel coordinates on canvas. */
import type { Axis } from '../base/axes';
import { ramp } from '../base/ramp';
import type { Context, Size } from './canvas';
import type { Colours } from './colours';
import type { Lines } from './lines-data';

/** Where axes stand and how far they reach, in CSS pixels. */
export interface Board extends Size {
  readonly xs: readonly number[];
  readonly top: number;
  readonly foot: number;
  /** The height of the mark for what has no value, below the axes. */
  readonly none: number;
}

const NAMES = 34;
const BELOW = 26;
const LEFT = 56;
const RIGHT = 64;

export function boardOf({ width, height }: Size, axes: number): Board {
  const room = width - LEFT - RIGHT;
  const xs = Array.from({ length: axes }, (_, at) => LEFT + (axes === 1 ? 0.5 : at / (axes - 1)) * room);
  return { width, height, xs, top: NAMES, foot: height - BELOW - 6, none: height - 10 };
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

/** The colours of lines from the worst to the best, in steps that nobody can tell apart. */
export function colourSteps(theme: Colours['theme']): string[] {
  return Array.from({ length: 64 }, (_, at) => ramp(at / 63, theme));
}

/** The fewer the lines, the more of each shows. */
export function opacity(count: number): number {
  return Math.max(0.22, Math.min(0.9, 4.5 / Math.sqrt(count)));
}

/** Axes, their ticks and the marks for what has no value; labels on a ground of their own, so that lines do not cross them. */
export function drawAxes(context: Context, { axes, places }: Lines, board: Board, metric: string, colours: Colours): void {
  context.font = `11px ${colours.font}`;
  context.textBaseline = 'middle';
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
    drawTicks(context, axis, x, board, isMetric, colours);
    if ((places[at] as Float32Array).some(Number.isNaN)) drawNone(context, x, board, isMetric, colours);
  });
}

function drawTicks(context: Context, axis: Axis, x: number, board: Board, onRight: boolean, colours: Colours): void {
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
    drawLabel(context, label, x + side * (onRight ? 11 : 8), y, onRight ? 'left' : 'right', colours.soft, colours);
  }
}

function ticksFor(axis: Axis, board: Board): readonly { place: number; label: string }[] {
  return [...axis.ticks(Math.max(2, Math.floor((board.foot - board.top) / 36)))].sort((a, b) => a.place - b.place);
}

export function drawLabel(context: Context, text: string, x: number, y: number, align: CanvasTextAlign, colour: string, colours: Colours): void {
  const short = text.length > 16 ? `${text.slice(0, 15)}…` : text;
  context.textAlign = align;
  context.lineJoin = 'round';
  context.lineWidth = 4;
  context.strokeStyle = colours.surface;
  context.strokeText(short, x, y);
  context.fillStyle = colour;
  context.fillText(short, x, y);
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
  drawLabel(context, 'no value', x + (onRight ? 9 : -9), none, onRight ? 'left' : 'right', colours.soft, colours);
}
