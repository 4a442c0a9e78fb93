/**
 * What a person has made of a screen, as the query of its address: sort, filters, axes, pins. It survives updates, reload and
 * being sent as a link. Version 1 carries no mark; a query marked `v=2` or later was made by a newer page and is passed over.
 */

import type { AxisScale } from './axes';

/** Part of an axis: a range with open ends as infinities, or the texts of some categories. */
export type Brush =
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | { readonly kind: 'some'; readonly values: readonly string[] };

/** Part of a plane of curves, in values; null is all of that axis. */
export interface Zoom {
  readonly x: readonly [number, number] | null;
  readonly y: readonly [number, number] | null;
}

export interface View {
  readonly sort: string | null;
  readonly dir: 'asc' | 'desc';
  /** States shown; none means all. */
  readonly state: readonly string[];
  /** Text that rows must hold. */
  readonly q: string;
  /** The metric whose curves are drawn; null is the sweep's own. */
  readonly metric: string | null;
  readonly x: 'step' | 'count' | 'time' | 'relative';
  readonly y: 'linear' | 'log';
  /** Weight of the past in smoothed curves: 0, none of it, to 0.99. */
  readonly smooth: number;
  /** The part of the curves that is shown; null is all. */
  readonly zoom: Zoom | null;
  readonly brush: Readonly<Record<string, Brush>>;
  /** Axes of parallel coordinates in the order that a person gave them; none means as they come. */
  readonly axes: readonly string[];
  /** Scales that a person chose for axes, by name. */
  readonly scales: Readonly<Record<string, AxisScale>>;
  /** The two metrics that are drawn against each other, across and upwards; none means the first two that count. */
  readonly plane: readonly string[];
  /** Numbers of pinned runs, in the order of pinning. */
  readonly pin: readonly number[];
}

export const PLAIN: View = {
  sort: null,
  dir: 'asc',
  state: [],
  q: '',
  metric: null,
  x: 'step',
  y: 'linear',
  smooth: 0,
  zoom: null,
  brush: {},
  axes: [],
  scales: {},
  plane: [],
  pin: [],
};

const VERSION = 1;

/** The view that a query (with or without its `?`) describes; what is missing or makes no sense is plain. */
export function parseView(query: string): View {
  const given = new URLSearchParams(query);
  if (Number(given.get('v') ?? VERSION) > VERSION) return PLAIN;
  return {
    sort: given.get('sort'),
    dir: oneOf(given.get('dir'), ['asc', 'desc'], PLAIN.dir),
    state: words(given.get('state')),
    q: given.get('q') ?? '',
    metric: given.get('metric'),
    x: oneOf(given.get('x'), ['step', 'count', 'time', 'relative'], PLAIN.x),
    y: oneOf(given.get('y'), ['linear', 'log'], PLAIN.y),
    smooth: parseSmooth(given.get('smooth')),
    zoom: parseZoom(given.get('zoom')),
    brush: parseBrushes(given.get('brush')),
    axes: words(given.get('axes')).map(unescaped),
    scales: parseScales(given.get('scales')),
    plane: words(given.get('plane')).map(unescaped),
    pin: words(given.get('pin')).map(Number).filter((number) => Number.isSafeInteger(number) && number > 0),
  };
}

/** The query of a view without `?`; empty for the plain one, and nothing in it that is plain. */
export function formatView(view: View): string {
  const parts: [string, string][] = [
    ['sort', view.sort ?? ''],
    ['dir', view.dir === PLAIN.dir ? '' : view.dir],
    ['state', view.state.join(',')],
    ['q', view.q],
    ['metric', view.metric ?? ''],
    ['x', view.x === PLAIN.x ? '' : view.x],
    ['y', view.y === PLAIN.y ? '' : view.y],
    ['smooth', view.smooth === PLAIN.smooth ? '' : String(view.smooth)],
    ['zoom', view.zoom === null ? '' : `${formatEnds(view.zoom.x)};${formatEnds(view.zoom.y)}`],
    ['brush', formatBrushes(view.brush)],
    ['axes', view.axes.map(escaped).join(',')],
    ['scales', Object.entries(view.scales).map(([name, scale]) => `${escaped(name)}:${scale}`).join(';')],
    ['plane', view.plane.map(escaped).join(',')],
    ['pin', view.pin.join(',')],
  ];
  return parts
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name}=${readable(text)}`)
    .join('&');
}

/** `lr:0.01..0.1;optimizer:adam,sgd`; a range may be open: `lr:..0.1`. */
function formatBrushes(brushes: View['brush']): string {
  return Object.entries(brushes)
    .map(([name, brush]) => `${escaped(name)}:${brush.kind === 'range' ? formatRange(brush) : brush.values.map(escaped).join(',')}`)
    .join(';');
}

function formatRange({ low, high }: { low: number; high: number }): string {
  return `${low === -Infinity ? '' : low}..${high === Infinity ? '' : high}`;
}

function parseBrushes(text: string | null): Record<string, Brush> {
  const brushes: Record<string, Brush> = {};
  for (const part of (text ?? '').split(';')) {
    const at = part.indexOf(':');
    const brush = at < 1 ? null : parseBrush(part.slice(at + 1));
    if (brush !== null) brushes[unescaped(part.slice(0, at))] = brush;
  }
  return brushes;
}

function parseBrush(text: string): Brush | null {
  const ends = text.split('..');
  if (ends.length === 1) return text === '' ? null : { kind: 'some', values: text.split(',').map(unescaped) };
  const [first = '', last = ''] = ends;
  const low = first === '' ? -Infinity : Number(first);
  const high = last === '' ? Infinity : Number(last);
  return low <= high ? { kind: 'range', low, high } : null; // false for NaN too
}

/** `lr:linear;dropout:quantile`. */
function parseScales(text: string | null): Record<string, AxisScale> {
  const scales: Record<string, AxisScale> = {};
  for (const part of (text ?? '').split(';')) {
    const at = part.indexOf(':');
    const scale = SCALES.find((known) => known === part.slice(at + 1));
    if (at > 0 && scale !== undefined) scales[unescaped(part.slice(0, at))] = scale;
  }
  return scales;
}

const SCALES: readonly AxisScale[] = ['linear', 'log', 'quantile', 'category'];

function parseSmooth(text: string | null): number {
  const weight = Number(text ?? PLAIN.smooth);
  return weight >= 0 && weight <= 0.99 ? weight : PLAIN.smooth;
}

/** `0..100;0.1..0.5`: of x, then of y; nothing where it is all. */
function parseZoom(text: string | null): Zoom | null {
  const [x = null, y = null] = (text ?? '').split(';').map(parseEnds);
  return x === null && y === null ? null : { x, y };
}

function parseEnds(text: string): [number, number] | null {
  const [low = NaN, high = NaN] = text.split('..').map((end) => (end === '' ? NaN : Number(end)));
  return low < high && Number.isFinite(high - low) ? [low, high] : null;
}

/** Twelve digits: a time of day needs them, what a drag tells never more. */
function formatEnds(ends: readonly [number, number] | null): string {
  return ends === null ? '' : ends.map((end) => Number(end.toPrecision(12))).join('..');
}

/** Marks of the brush's own form inside a name or a category. */
function escaped(text: string): string {
  return text.replace(/[%:;,]|\.(?=\.)|^$/g, (mark) => `%${(mark.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`);
}

function unescaped(text: string): string {
  return text.replace(/%([0-9a-f]{2})/g, (_, code: string) => (code === '00' ? '' : String.fromCodePoint(parseInt(code, 16))));
}

/** Encoded for a query, with the marks left readable that a query may hold. */
function readable(text: string): string {
  return encodeURIComponent(text).replace(/%(3A|3B|2C|2F)/g, decodeURIComponent).replace(/%20/g, '+');
}

function words(text: string | null): string[] {
  return text === null ? [] : text.split(',').filter((word) => word !== '');
}

function oneOf<T extends string>(given: string | null, allowed: readonly T[], otherwise: T): T {
  return allowed.find((value) => value === given) ?? otherwise;
}
