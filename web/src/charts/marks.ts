/** Marks on canvas: a shape of its own for every state of a run. */
import type { RunState } from '../base/states';
import type { Context } from './canvas';
import type { Colours } from './colours';

/** Draws the mark of a state in its colour, centred; `size` is half its height. */
export function drawMark(context: Context, state: RunState, x: number, y: number, size: number, colours: Colours): void {
  const colour = colours.states[state];
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = Math.max(1.25, size / 2.4);
  context.lineCap = 'round';
  context.beginPath();
  switch (state) {
    case 'finished':
      context.arc(x, y, size, 0, 2 * Math.PI);
      context.fill();
      return;
    case 'stopped':
      context.rect(x - size * 0.85, y - size * 0.85, size * 1.7, size * 1.7);
      context.fill();
      return;
    case 'running':
      context.moveTo(x - size * 0.8, y - size * 1.1);
      context.lineTo(x + size * 1.2, y);
      context.lineTo(x - size * 0.8, y + size * 1.1);
      context.closePath();
      context.fill();
      return;
    case 'failed':
      cross(context, x, y, size * 0.8);
      break;
    case 'crashed':
      context.moveTo(x, y - size * 1.1);
      context.lineTo(x, y + size * 0.2);
      context.moveTo(x, y + size * 1.05);
      context.lineTo(x, y + size * 1.1);
      break;
    case 'killed':
      context.arc(x, y, size * 0.9, 0, 2 * Math.PI);
      context.moveTo(x - size * 0.6, y + size * 0.6);
      context.lineTo(x + size * 0.6, y - size * 0.6);
      break;
    case 'queued':
      context.arc(x, y, size * 0.9, 0, 2 * Math.PI);
      break;
  }
  context.stroke();
}

/** An empty diamond, for a run that breaks a limit. */
export function drawDiamond(context: Context, x: number, y: number, size: number, colour: string): void {
  context.beginPath();
  context.moveTo(x, y - size);
  context.lineTo(x + size, y);
  context.lineTo(x, y + size);
  context.lineTo(x - size, y);
  context.closePath();
  context.lineWidth = 1.5;
  context.strokeStyle = colour;
  context.stroke();
}

/** A ring around a mark, for the run that is meant. */
export function drawRing(context: Context, x: number, y: number, size: number, colour: string, colours: Colours): void {
  for (const [width, stroke] of [[4.5, colours.surface], [2, colour]] as const) {
    context.beginPath();
    context.arc(x, y, size, 0, 2 * Math.PI);
    context.lineWidth = width;
    context.strokeStyle = stroke;
    context.stroke();
  }
}

/** Text that lines do not cross: on a ground of its own. The font is the context's. */
export function drawText(context: Context, text: string, x: number, y: number, align: CanvasTextAlign, colour: string, colours: Colours): void {
  context.textAlign = align;
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 4;
  context.strokeStyle = colours.surface;
  context.strokeText(text, x, y);
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

function cross(context: Context, x: number, y: number, size: number): void {
  context.moveTo(x - size, y - size);
  context.lineTo(x + size, y + size);
  context.moveTo(x + size, y - size);
  context.lineTo(x - size, y + size);
}
