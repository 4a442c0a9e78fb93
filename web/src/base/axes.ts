/** Axes of parallel coordinates: where each value of a parameter or of the metric lies between the foot (0) and the top (1). */
import { number, value as text } from './format';
import { quantiles } from './quantiles';
import { scaleOf } from './scales';
import { worthDrawing, type Goal } from './series';

export type AxisScale = 'linear' | 'log' | 'quantile' | 'category';

/** What the file says of a parameter. */
export interface Parameter {
  readonly name: string;
  readonly scale: 'linear' | 'log' | 'category';
  readonly low: number | null;
  readonly high: number | null;
  /** Of a choice; null for a range. */
  readonly values: readonly unknown[] | null;
}

/** What is known of an axis before its scale is chosen. */
export type Source =
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly low: number;
      readonly high: number;
      readonly integer: boolean;
      /** The lowest value at the top. */
      readonly flipped: boolean;
      /** Ends by this factor apart are worth a log scale. */
      readonly logFrom: number;
      readonly values: readonly number[];
    }
  | { readonly kind: 'category'; readonly name: string; readonly categories: readonly string[] };

export interface Axis {
  readonly name: string;
  readonly scale: AxisScale;
  readonly integer: boolean;
  readonly flipped: boolean;
  /** Texts from the foot to the top; empty on axes of numbers. */
  readonly categories: readonly string[];
  /** Where a value lies; NaN for what has no place. */
  readonly place: (value: unknown) => number;
  /** The number at a place; on an axis of categories the index of the nearest. */
  readonly value: (place: number) => number;
  readonly ticks: (count: number) => { readonly place: number; readonly label: string }[];
}

/** Parameters are searched over decades or not; a metric's best values crowd at its end much sooner. */
const LOG_FROM = { parameter: 100, metric: 10 };
/** A list of more numbers than this is a range with gaps rather than a choice. */
const MOST_CATEGORIES = 12;

/** The axes that a sweep's parameters give, in the order of its file; what never varies has none. */
export function parameterSources(parameters: readonly Parameter[], points: readonly Readonly<Record<string, unknown>>[]): Source[] {
  return parameters.flatMap((parameter) => {
    const seen = points.flatMap((point) => (parameter.name in point ? [point[parameter.name]] : []));
    return parameter.values === null ? range(parameter, seen) : choice(parameter, parameter.values, seen);
  });
}

/** The metric's axis: the best on top. A few values far off lie at the end rather than flatten the rest. Null without a value. */
export function metricSource(name: string, goal: Goal, values: readonly number[]): Source | null {
  const worth = worthDrawing(values);
  if (worth === null) return null;
  return { kind: 'number', name, low: worth.low, high: worth.high, integer: false, flipped: goal === 'minimize', logFrom: LOG_FROM.metric, values };
}

/** The scales that an axis may have, the one to begin with first. */
export function scalesOf(source: Source): AxisScale[] {
  if (source.kind === 'category') return ['category'];
  if (!(source.high > source.low)) return ['linear'];
  const far = source.low > 0 && source.high / source.low > source.logFrom;
  if (!(source.low > 0)) return ['linear', 'quantile'];
  return far ? ['log', 'quantile', 'linear'] : ['linear', 'log', 'quantile'];
}

export function axisOf(source: Source, scale: AxisScale): Axis {
  return source.kind === 'category' ? categoryAxis(source) : numberAxis(source, scale);
}

function choice(parameter: Parameter, listed: readonly unknown[], seen: readonly unknown[]): Source[] {
  const { name } = parameter;
  const values = [...listed, ...seen.filter((value) => !listed.includes(value))]; // runs of earlier versions had others
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === values.length && new Set(numbers).size > MOST_CATEGORIES) return range(parameter, values);
  const ordered = numbers.length === values.length ? numbers.sort((a, b) => a - b) : [...values].reverse();
  const categories = [...new Set(ordered.map(text))];
  return categories.length < 2 ? [] : [{ kind: 'category', name, categories }];
}

function range({ name, scale, low: min, high: max }: Parameter, seen: readonly unknown[]): Source[] {
  const values = seen.filter((value) => typeof value === 'number' && Number.isFinite(value)) as number[];
  const ends = [min, max].filter((end) => typeof end === 'number');
  const all = [...ends, ...values];
  const low = all.reduce((least, value) => Math.min(least, value), Infinity);
  const high = all.reduce((most, value) => Math.max(most, value), -Infinity);
  if (!(high > low)) return [];
  return [{ kind: 'number', name, low, high, integer: all.every(Number.isInteger), flipped: false, logFrom: scale === 'log' ? 1 : LOG_FROM.parameter, values }];
}

function categoryAxis({ name, categories }: Source & { kind: 'category' }): Axis {
  const last = Math.max(1, categories.length - 1);
  const places = new Map(categories.map((category, at) => [category, categories.length === 1 ? 0.5 : at / last]));
  return {
    name,
    scale: 'category',
    integer: true,
    flipped: false,
    categories,
    place: (value) => (value === undefined ? NaN : (places.get(text(value)) ?? NaN)),
    value: (place) => Math.min(categories.length - 1, Math.max(0, Math.round(place * last))),
    ticks: () => categories.map((label) => ({ place: places.get(label) ?? NaN, label })),
  };
}

function numberAxis(source: Source & { kind: 'number' }, kind: AxisScale): Axis {
  const { name, integer, flipped, low, high } = source;
  const scale = kind === 'quantile' ? quantiles(source.values) : scaleOf(kind === 'log' ? 'log' : 'linear', low, high);
  const turned = (place: number): number => (flipped ? 1 - place : place);
  const place = (value: unknown): number => {
    if (typeof value !== 'number') return NaN;
    return turned(Math.min(1, Math.max(0, scale.place(value)))); // NaN stays NaN
  };
  return {
    name,
    scale: scale.kind,
    integer,
    flipped,
    categories: [],
    place,
    value: (at) => scale.value(turned(at)),
    ticks: (count) => {
      const ticks = scale.ticks(count);
      const shown = integer ? [...new Set(ticks.map(Math.round))].filter((tick) => tick >= low && tick <= high) : ticks;
      return shown.map((tick) => ({ place: place(tick), label: number(tick) }));
    },
  };
}
