/** Brushes on the axes of parallel coordinates: from places on an axis to a part of its values, and back. */
import type { Axis } from './axes';
import { number, value as text } from './format';
import { within } from './order';
import type { Brush } from './view';

export type Brushes = Readonly<Record<string, Brush>>;

/** A stretch of an axis in places, `from` not above `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Half the stretch that shows one chosen category. */
const HALF = 0.04;

/** Whether every brush holds the value of its name. What one brush does not name, it does not ask. */
export function passes(brushes: Brushes, valueOf: (name: string) => unknown): boolean {
  return Object.entries(brushes).every(([name, brush]) => {
    const value = valueOf(name);
    return within(brush, value, text(value));
  });
}

/** The brushes with one put in the place of what its axis had; null takes it away. */
export function withBrush(brushes: Brushes, name: string, brush: Brush | null): Brushes {
  const others = Object.entries(brushes).filter(([other]) => other !== name);
  return Object.fromEntries(brush === null ? others : [...others, [name, brush]]);
}

/** The stretches of the axis that a brush covers, from the foot up; neighbouring categories make one. */
export function spansOf(axis: Axis, brush: Brush): Span[] {
  if (brush.kind === 'range') {
    if (axis.categories.length > 0) return [];
    const ends = [end(axis, brush.low, 0), end(axis, brush.high, 1)];
    return [{ from: Math.min(...ends), to: Math.max(...ends) }];
  }
  const last = Math.max(1, axis.categories.length - 1);
  const half = Math.min(0.4 / last, HALF);
  const spans: Span[] = [];
  axis.categories.forEach((category, at) => {
    if (!brush.values.includes(category)) return;
    const middle = axis.categories.length === 1 ? 0.5 : at / last;
    const span = { from: middle - half, to: middle + half };
    const before = spans.at(-1);
    const adjoins = before !== undefined && brush.values.includes(axis.categories[at - 1] ?? '');
    if (adjoins) spans[spans.length - 1] = { from: before.from, to: span.to };
    else spans.push(span);
  });
  return spans;
}

/**
 * The brush that covers a stretch. An end at the axis' own end is open, so that values beyond it count too; null where nothing
 * is left out, or nothing left in.
 */
export function brushOf(axis: Axis, { from, to }: Span): Brush | null {
  if (axis.categories.length > 0) {
    const values = axis.categories.filter((category) => axis.place(category) >= from && axis.place(category) <= to);
    return values.length === 0 || values.length === axis.categories.length ? null : { kind: 'some', values };
  }
  const [foot, top] = axis.flipped ? [1 - to, 1 - from] : [from, to];
  const low = foot <= 0 ? -Infinity : rounded(axis, axis.value(axis.flipped ? to : from), Math.ceil);
  const high = top >= 1 ? Infinity : rounded(axis, axis.value(axis.flipped ? from : to), Math.floor);
  return low > high || (low === -Infinity && high === Infinity) ? null : { kind: 'range', low, high };
}

/** The stretch moved along its axis, as far as the axis goes. */
export function shifted({ from, to }: Span, by: number): Span {
  const allowed = Math.min(Math.max(by, -from), 1 - to);
  return { from: from + allowed, to: to + allowed };
}

/** The stretch between two places, in whichever order they come, within the axis. */
export function between(a: number, b: number): Span {
  const [from = 0, to = 1] = [a, b].map((place) => Math.min(1, Math.max(0, place))).sort((x, y) => x - y);
  return { from, to };
}

/** A place some steps of the keyboard on: a hundredth of the axis, or to the next integer or category. */
export function stepped(axis: Axis, place: number, steps: number): number {
  const held = (to: number): number => Math.min(1, Math.max(0, to));
  if (axis.categories.length > 0) {
    const size = 1 / Math.max(1, axis.categories.length - 1);
    return held((Math.round(place / size) + steps) * size);
  }
  const by = held(place + steps / 100);
  if (!axis.integer || axis.scale === 'quantile') return by;
  const now = Math.round(axis.value(place));
  const next = Math.round(axis.value(by));
  const up = axis.flipped ? -Math.sign(steps) : Math.sign(steps);
  return held(axis.place(next === now ? now + up : next));
}

/** A brush in words: `0.001 to 0.1`, `at least 3`, `adam or sgd`. */
export function inWords(brush: Brush): string {
  if (brush.kind === 'some') return brush.values.join(' or ');
  if (brush.low === -Infinity) return `at most ${number(brush.high)}`;
  if (brush.high === Infinity) return `at least ${number(brush.low)}`;
  return brush.low === brush.high ? number(brush.low) : `${number(brush.low)} to ${number(brush.high)}`;
}

function end(axis: Axis, value: number, open: 0 | 1): number {
  if (Number.isFinite(value)) return axis.place(value);
  return axis.flipped ? 1 - open : open;
}

/** Four digits, which stand in addresses; integers within the stretch. */
function rounded(axis: Axis, value: number, toInteger: (value: number) => number): number {
  const short = Number(value.toPrecision(4));
  return axis.integer ? toInteger(short) : short;
}
