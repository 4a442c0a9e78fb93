/** What the server tells while it happens (the records of `besom.wire.events`), and how it changes what the page holds. */
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { grown, lengthened, type Points } from '../base/growth';
import type { ProjectPath } from '../base/place';
import { hasEnded } from '../base/states';
import { keys, LOG_LINES, POINTS_OF_MANY, POINTS_OF_ONE, type SweepPath } from './queries';
import type { Curve, Log, Run, Sweep } from './records';

export interface PointsRecord extends Points {
  readonly run: string;
  readonly number: number | null;
  readonly attempt: number;
  readonly metric: string;
}

export interface LinesRecord {
  readonly run: string;
  readonly attempt: number;
  readonly first: number;
  readonly lines: readonly string[];
}

export type LiveEvent =
  | { readonly kind: 'sweep'; readonly data: Sweep }
  | { readonly kind: 'run'; readonly data: Run }
  | { readonly kind: 'points'; readonly data: PointsRecord }
  | { readonly kind: 'lines'; readonly data: LinesRecord }
  | { readonly kind: 'deleted'; readonly data: SweepPath };

/** What a stream is about: a project's runs and sweeps, a sweep of it with its runs, or every sweep. */
export interface Scope {
  readonly of: ProjectPath | null;
  readonly sweep: string | null;
}

/** Put events, in their order, into the cache. What does not fit onto what is held is asked for again. */
export function applyEvents(client: QueryClient, scope: Scope, events: readonly LiveEvent[]): void {
  const runs = new Map<string, Run>();
  const points: PointsRecord[] = [];
  for (const event of events) {
    switch (event.kind) {
      case 'sweep':
        applySweep(client, event.data);
        break;
      case 'run':
        runs.set(event.data.id, event.data);
        if (scope.of !== null) applyRun(client, scope.of, event.data);
        break;
      case 'points':
        points.push(event.data);
        break;
      case 'lines':
        if (scope.of !== null) applyLines(client, scope.of, event.data);
        break;
      case 'deleted':
        removeSweep(client, event.data);
        break;
    }
  }
  if (scope.of !== null) applyPoints(client, scope.of, scope.sweep, points);
  if (scope.of !== null && scope.sweep !== null) mergeRuns(client, { ...scope.of, sweep: scope.sweep }, runs);
}

function applySweep(client: QueryClient, sweep: Sweep): void {
  const key = keys.sweep({ ...sweep, sweep: sweep.id });
  const before = client.getQueryData<Sweep>(key);
  client.setQueryData(key, sweep);
  // Edited: each of its runs may lie on the other side of the new space's ends, and count by another metric.
  if (before !== undefined && before.space_version !== sweep.space_version) refresh(client, key);
  for (const key of [keys.sweeps(null), keys.sweeps(sweep)]) {
    client.setQueryData<Sweep[]>(key, (list) => {
      if (list === undefined) return undefined;
      const known = list.some((held) => isSame(held, sweep));
      return known ? list.map((held) => (isSame(held, sweep) ? sweep : held)) : [sweep, ...list];
    });
  }
}

function applyRun(client: QueryClient, of: ProjectPath, run: Run): void {
  const key = keys.run({ ...of, run: run.id });
  const before = client.getQueryData<Run>(key);
  client.setQueryData(key, run);
  if (before?.state === run.state && before.attempt === run.attempt) return;
  refresh(client, [...key, 'why']);
  if (before !== undefined && before.attempt !== run.attempt) {
    refresh(client, [...key, 'curves']);
    refresh(client, [...key, 'log']);
  }
}

/** All changed runs at once: a sweep's list is long, and many change together. */
function mergeRuns(client: QueryClient, at: ProjectPath & { sweep: string }, changed: ReadonlyMap<string, Run>): void {
  if (changed.size === 0) return;
  const sweep = keys.sweep(at);
  const list = client.getQueryData<Run[]>([...sweep, 'runs']);
  if (list === undefined) return;
  const held = new Map(list.map((run) => [run.id, run]));
  const pairs = [...changed.values()].map((run) => ({ run, before: held.get(run.id) }));
  const added = pairs.filter(({ before }) => before === undefined).map(({ run }) => run);
  const merged = [...list.map((run) => changed.get(run.id) ?? run), ...added];
  merged.sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
  client.setQueryData([...sweep, 'runs'], merged);
  if (pairs.some(({ run, before }) => hasEnded(run.state) && run.state !== before?.state)) {
    refresh(client, [...sweep, 'limits']);
    refresh(client, [...sweep, 'standings']);
  }
  if (pairs.some(({ run, before }) => before !== undefined && before.attempt !== run.attempt)) refresh(client, [...sweep, 'curves']);
}

/** Each list of curves once: many runs report in the same moment. */
function applyPoints(client: QueryClient, of: ProjectPath, sweep: string | null, points: readonly PointsRecord[]): void {
  for (const [run, its] of Map.groupBy(points, (each) => each.run)) extend(client, [...keys.run({ ...of, run }), 'curves'], its, POINTS_OF_ONE);
  if (sweep === null) return;
  for (const [metric, its] of Map.groupBy(points, (each) => each.metric)) {
    extend(client, [...keys.sweep({ ...of, sweep }), 'curves', metric], its, POINTS_OF_MANY);
  }
}

function extend(client: QueryClient, key: QueryKey, points: readonly PointsRecord[], most: number): void {
  const held = client.getQueryData<Curve[]>(key);
  if (held === undefined) return;
  const curves = new Map(held.map((curve) => [`${curve.run} ${curve.metric}`, curve]));
  for (const each of points) {
    const { run, number, metric } = each;
    const curve = curves.get(`${run} ${metric}`) ?? { run, number, metric, steps: [], times: [], values: [], count: 0 };
    const longer = grown(curve, each, most);
    if (longer === null) {
      refresh(client, key);
      return;
    }
    curves.set(`${run} ${metric}`, longer);
  }
  client.setQueryData(key, [...curves.values()]);
}

function applyLines(client: QueryClient, of: ProjectPath, more: LinesRecord): void {
  const key = [...keys.run({ ...of, run: more.run }), 'log'];
  const log = client.getQueryData<Log>(key);
  if (log === undefined) return;
  const longer = log.attempt === more.attempt ? lengthened(log, more, 2 * LOG_LINES) : null;
  if (longer === null) refresh(client, key);
  else client.setQueryData(key, longer);
}

function removeSweep(client: QueryClient, at: SweepPath): void {
  const others = (list: Sweep[] | undefined) => list?.filter((held) => !isSame(held, { ...at, id: at.sweep }));
  client.setQueriesData<Sweep[]>({ queryKey: keys.allSweeps }, others);
  refresh(client, keys.sweep(at)); // the server then says that it is gone
}

type Named = Pick<Sweep, 'entity' | 'project' | 'id'>;

function refresh(client: QueryClient, queryKey: QueryKey): void {
  void client.invalidateQueries({ queryKey });
}

function isSame(a: Named, b: Named): boolean {
  return a.id === b.id && a.project === b.project && a.entity === b.entity;
}
