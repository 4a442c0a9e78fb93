/** What can be said of a sweep's runs, and under which names. */
import type { OutcomeConstraint, ParameterFacts, Run, Sweep } from '../../api/records';
import { chosenBy } from '../../base/chosen';
import type { Fields } from '../../base/filter';
import { between, value as shown } from '../../base/format';
import { ordered } from '../../base/order';
import { reason } from '../../base/reasons';
import { unpack, type Goal } from '../../base/series';
import { similar } from '../../base/similar';
import { RUN_STATES } from '../../base/states';

export interface Objective {
  readonly name: string;
  readonly goal: Goal;
}

export interface Facts {
  /** The sweep's metric, which says how good a run is; null without one. */
  readonly metric: string | null;
  readonly goal: Goal;
  /** All that is optimised; `metric` is the first. */
  readonly objectives: readonly Objective[];
  /** Between which values metrics have to lie for a run to count as good. */
  readonly limits: readonly OutcomeConstraint[];
  /** Metrics that count besides the first: further objectives, then those that only have a limit. */
  readonly beside: readonly string[];
  /** What the argument with the seed is called, where each point is run under several; null where it is not. */
  readonly seed: string | null;
  /** Parameters that the sweep varies, in the order of its file. */
  readonly varied: readonly string[];
  /** Parameters with one value for all runs. */
  readonly constant: Readonly<Record<string, unknown>>;
  /** The sweep's parameters, in the order of its file. */
  readonly parameters: readonly ParameterFacts[];
}

export function factsOf({ metric, metrics, outcome_constraints: limits, parameters, document }: Sweep): Facts {
  const single = ({ values, when }: ParameterFacts): boolean => values?.length === 1 && when === null;
  return {
    metric: metric?.name ?? null,
    goal: metric?.goal ?? 'minimize',
    objectives: metrics,
    limits,
    beside: [...new Set([...metrics.map(({ name }) => name), ...limits.map((limit) => limit.metric)])].filter((name) => name !== metric?.name),
    seed: seedOf(document.repeat),
    varied: parameters.filter((parameter) => !single(parameter)).map(({ name }) => name),
    constant: Object.fromEntries(parameters.filter(single).map(({ name, values }) => [name, values?.[0]])),
    parameters,
  };
}

function seedOf(repeat: unknown): string | null {
  if (typeof repeat !== 'object' || repeat === null) return null;
  return 'parameter' in repeat && typeof repeat.parameter === 'string' ? repeat.parameter : 'seed';
}

/** Metrics that runs have logged, the sweep's own first, then the most frequent. */
export function loggedMetrics(runs: readonly Run[], { metric }: Facts): string[] {
  const counts = new Map<string, number>();
  for (const run of runs) for (const name of Object.keys(run.metrics)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const rank = (name: string): number => (name === metric ? Infinity : (counts.get(name) ?? 0));
  return [...counts.keys()].sort((a, b) => rank(b) - rank(a));
}

/** The metric whose curves are drawn until a person chooses: the sweep's own, or what it may have meant; null for none. */
export function metricToDraw({ metric }: Facts, logged: readonly string[]): string | null {
  if (metric !== null && (logged.length === 0 || logged.includes(metric))) return metric;
  return similar(metric ?? '', logged)[0] ?? logged[0] ?? null;
}

/** The column of the table that shows a parameter; the table's own columns keep their names. */
export function columnOf(parameter: string): string {
  return parameter in OWN ? `parameter ${parameter}` : parameter;
}

const OWN: Readonly<Record<string, (run: Run) => unknown>> = {
  run: (run) => run.number,
  state: (run) => RUN_STATES.indexOf(run.state),
  value: (run) => run.value,
  time: lasted,
  host: placeOf,
  chosen: (run) => chosenBy(run.info),
};

/** The column of the table that shows a metric which counts besides the first. */
export function columnBeside(metric: string): string {
  return `value ${metric}`;
}

/** What a column sorts by; null for one that there is not. */
export function sortedBy(column: string, { varied, beside }: Facts): ((run: Run) => unknown) | null {
  const metric = beside.find((name) => columnBeside(name) === column);
  if (metric !== undefined) return (run) => run.values[metric] ?? null;
  const parameter = varied.find((name) => columnOf(name) === column);
  return parameter === undefined ? (OWN[column] ?? null) : (run) => run.point[parameter];
}

/**
 * The names that the filter takes: parameters, metrics (the value that counts, or else the last one), and the columns; of equal names the
 * first counts.
 */
export function fieldsOf(facts: Facts, metrics: readonly string[]): Fields<Run> {
  const of = new Map<string, (run: Run) => unknown>();
  const add = (name: string, field: (run: Run) => unknown): void => {
    if (!of.has(name)) of.set(name, field);
  };
  for (const { name } of facts.parameters) add(name, (run) => run.point[name]);
  for (const name of metrics) add(name, (run) => (name === facts.metric ? run.value : (run.values[name] ?? lastOf(run, name))));
  for (const [name, field] of Object.entries({ ...OWN, state: (run: Run) => run.state, reason, version: (run: Run) => run.space_version, inside: (run: Run) => run.inside })) add(name, field);
  return { of, text: (run) => textOf(run, facts) };
}

function textOf(run: Run, { parameters }: Facts): string {
  const values = parameters.flatMap(({ name }) => (name in run.point ? [`${name}=${shown(run.point[name])}`] : []));
  return [`run ${shown(run.number)}`, run.display_name ?? '', run.state, reason(run), placeOf(run) ?? '', ...run.tags, ...values].join('\n');
}

function lastOf(run: Run, metric: string): number | null {
  const last = run.metrics[metric]?.last;
  return last === undefined ? null : unpack(last);
}

/** Seconds that a run has taken; null before it began. Of a running one, until its last word, so that no clock is needed. */
export function lasted({ started_at, ended_at, metrics }: Run): number | null {
  if (started_at === null) return null;
  const last = Object.values(metrics).reduce((latest, { last_at }) => Math.max(latest, last_at), started_at);
  return (ended_at ?? last) - started_at;
}

/** Where a run was or is; its agent stands for the host where that is not known. */
export function placeOf({ host, agent }: Run): string | null {
  return host ?? agent;
}

/** How far a value is behind the best, in percent: positive is worse. Null where that says nothing. */
export function behind(value: number | null, best: number | null, goal: Goal): number | null {
  if (value === null || best === null || best === 0) return null;
  return ((goal === 'minimize' ? value - best : best - value) / Math.abs(best)) * 100;
}

/** Whether a run has a value of every metric with a limit, and keeps them all. */
export function keeps({ broken, values }: Run, { limits }: Facts): boolean {
  return broken.length === 0 && limits.every(({ metric }) => metric in values);
}

/** `memory at most 8 and speed 1 to 5`. */
export function limitsInWords({ limits }: Facts): string {
  return limits.map(({ metric, min, max }) => `${metric} ${between(min, max)}`).join(' and ');
}

/** The runs that may be the best: those with a value that keep the limits, the best first; equal ones by number. */
export function ranking(runs: readonly Run[], facts: Facts): Run[] {
  const sign = facts.goal === 'minimize' ? 1 : -1;
  const valued = runs.filter((run) => run.value !== null && keeps(run, facts));
  return valued.sort((a, b) => sign * ((a.value ?? 0) - (b.value ?? 0)) || (a.number ?? 0) - (b.number ?? 0));
}

/** The runs on the front, if there is one, then the others that keep the limits, then the rest; each by the first objective. */
export function byMerit(runs: readonly Run[], front: readonly number[], facts: Facts): Run[] {
  const on = new Set(front);
  const rank = (run: Run): number => (run.number !== null && on.has(run.number) ? 0 : keeps(run, facts) && run.value !== null ? 1 : 2);
  const sorted = ordered(runs, (run) => run.value, facts.goal === 'minimize' ? 'asc' : 'desc');
  return sorted.sort((a, b) => rank(a) - rank(b));
}

/** A run's values of the sweep's parameters, in the order of its file. */
export function pointOf({ point }: Run, { parameters }: Facts): Record<string, unknown> {
  return Object.fromEntries(parameters.flatMap(({ name }) => (name in point ? [[name, point[name]]] : [])));
}
