/** Runs as lines over parallel axes: heights on every axis in arrays of numbers. */
import { axisOf, metricSource, parameterSources, scalesOf, type Axis, type AxisScale, type Parameter, type Source } from '../base/axes';
import { passes, type Brushes } from '../base/brush';
import type { Goal } from '../base/series';
import type { RunState } from '../base/states';

export interface RunPoint {
  readonly run: string;
  readonly number: number;
  readonly state: RunState;
  /** By name of parameter; what does not exist in the point is not there. */
  readonly point: Readonly<Record<string, unknown>>;
  /** The best of the metric; null without one. */
  readonly value: number | null;
  /** Whether it may be the best: it keeps all limits. */
  readonly able: boolean;
}

export interface Lines {
  readonly runs: readonly RunPoint[];
  readonly axes: readonly Axis[];
  /** For each axis the place of every run's value; NaN where it has none. */
  readonly places: readonly Float32Array[];
  /** The place of every run's value of the metric: 1 the best, NaN without one. */
  readonly goodness: Float32Array;
}

/** What the axes may show: the parameters that vary, in the order of the file, and the metric at last. */
export function sourcesOf(parameters: readonly Parameter[], metric: string, goal: Goal, runs: readonly RunPoint[]): Source[] {
  const last = metricSource(
    metric,
    goal,
    runs.map((run) => run.value ?? NaN),
  );
  const others = parameterSources(
    parameters,
    runs.map((run) => run.point),
  ).filter((source) => source.name !== metric);
  return last === null ? others : [...others, last];
}

/** The axes in an order and with the scales that a person chose; what they did not touch as it comes, the metric at last. */
export function axesOf(sources: readonly Source[], order: readonly string[], scales: Readonly<Record<string, AxisScale>>): Axis[] {
  const rank = (name: string): number => {
    const at = order.indexOf(name);
    return at < 0 ? order.length : at;
  };
  return [...sources].sort((a, b) => rank(a.name) - rank(b.name)).map((source) => {
    const allowed = scalesOf(source);
    const chosen = scales[source.name];
    return axisOf(source, chosen !== undefined && allowed.includes(chosen) ? chosen : (allowed[0] ?? 'linear'));
  });
}

export function linesOf(runs: readonly RunPoint[], axes: readonly Axis[], metric: string): Lines {
  const places = axes.map((axis) => Float32Array.from(runs, (run) => axis.place(valueOf(run, axis.name, metric))));
  const at = axes.findIndex((axis) => axis.name === metric);
  return { runs, axes, places, goodness: places[at] ?? new Float32Array(runs.length).fill(NaN) };
}

/** A run's value of an axis; undefined where it has none. */
export function valueOf(run: RunPoint, name: string, metric: string): unknown {
  return name === metric ? (run.value ?? undefined) : run.point[name];
}

/** 1 for each run that every brush holds. */
export function selectionOf(runs: readonly RunPoint[], brushes: Brushes, metric: string): Uint8Array {
  return Uint8Array.from(runs, (run) => Number(passes(brushes, (name) => valueOf(run, name, metric))));
}

/** Indices of the runs from the best to the worst, those without a value last. */
export function bestFirst(goodness: Float32Array): Uint32Array {
  const of = (at: number): number => (Number.isNaN(goodness[at]) ? -1 : (goodness[at] as number));
  return Uint32Array.from(goodness, (_, at) => at).sort((a, b) => of(b) - of(a));
}
