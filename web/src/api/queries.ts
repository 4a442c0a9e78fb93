/**
 * What the page asks of the server, as options for useQuery. Live updates keep the answers fresh (live.ts), so they are never
 * stale by age.
 */
import { QueryClient, queryOptions } from '@tanstack/react-query';
import type { ProjectPath } from '../base/place';
import { answer, api, ApiError } from './client';

export interface SweepPath extends ProjectPath {
  readonly sweep: string;
}

export interface RunPath extends ProjectPath {
  readonly run: string;
}

/** Points a curve is thinned to where many are drawn in one chart, and where one run has the chart to itself. */
export const POINTS_OF_MANY = 200;
export const POINTS_OF_ONE = 1000;
/** Lines of log asked for at once. */
export const LOG_LINES = 2000;

export const keys = {
  viewer: ['viewer'] as const,
  allSweeps: ['sweeps'] as const,
  sweeps: (of: ProjectPath | null) => (of === null ? (['sweeps'] as const) : (['sweeps', of.entity, of.project] as const)),
  sweep: (at: SweepPath) => ['sweep', at.entity, at.project, at.sweep] as const,
  run: (at: RunPath) => ['run', at.entity, at.project, at.run] as const,
};

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        // Only silence is worth asking again; what the server said it will say again.
        retry: (failures, error) => failures < 3 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
      },
      mutations: { retry: false },
    },
  });
}

export const viewerQuery = queryOptions({
  queryKey: keys.viewer,
  queryFn: ({ signal }) => answer(api.GET('/api/viewer', { signal })),
  // Somebody may have logged in in another tab.
  refetchOnWindowFocus: (query) => (query.state.status === 'error' ? 'always' : false),
});

/** Every sweep that the person may see, or those of one project; newest first. */
export const sweepsQuery = (of: ProjectPath | null) =>
  queryOptions({
    queryKey: keys.sweeps(of),
    queryFn: async ({ signal }) => {
      const list = await (of === null
        ? answer(api.GET('/api/sweeps', { signal }))
        : answer(api.GET('/api/projects/{entity}/{project}/sweeps', { signal, params: { path: { ...of } } })));
      return list.sweeps;
    },
  });

export const sweepQuery = (at: SweepPath) =>
  queryOptions({
    queryKey: keys.sweep(at),
    queryFn: ({ signal }) =>
      answer(api.GET('/api/projects/{entity}/{project}/sweeps/{sweep}', { signal, params: { path: { ...at } } })),
  });

/** Every run of a sweep, by number. */
export const runsQuery = (at: SweepPath) =>
  queryOptions({
    queryKey: [...keys.sweep(at), 'runs'] as const,
    queryFn: async ({ signal }) => {
      const path = '/api/projects/{entity}/{project}/sweeps/{sweep}/runs';
      return (await answer(api.GET(path, { signal, params: { path: { ...at } } }))).runs;
    },
  });

/**
 * The curves of one metric of every run of a sweep. New values of the sweep's own metric come by the stream; another has to be
 * asked for again and again.
 */
export const sweepCurvesQuery = (at: SweepPath, metric: string, streamed: boolean) =>
  queryOptions({
    refetchInterval: streamed ? false : 5000,
    queryKey: [...keys.sweep(at), 'curves', metric] as const,
    queryFn: async ({ signal }) => {
      const path = '/api/projects/{entity}/{project}/sweeps/{sweep}/curves';
      const query = { metric: [metric], points: POINTS_OF_MANY };
      return (await answer(api.GET(path, { signal, params: { path: { ...at }, query } }))).curves;
    },
  });

export const limitsQuery = (at: SweepPath) =>
  queryOptions({
    queryKey: [...keys.sweep(at), 'limits'] as const,
    queryFn: async ({ signal }) =>
      (await answer(api.GET('/api/projects/{entity}/{project}/sweeps/{sweep}/limits', { signal, params: { path: { ...at } } }))).rules,
  });

/** A sweep's points, the leader first; where points are not repeated, its runs. */
export const standingsQuery = (at: SweepPath) =>
  queryOptions({
    queryKey: [...keys.sweep(at), 'standings'] as const,
    queryFn: async ({ signal }) =>
      (await answer(api.GET('/api/projects/{entity}/{project}/sweeps/{sweep}/standings', { signal, params: { path: { ...at } } }))).standings,
  });

/** Agents that work or have worked on a sweep. */
export const agentsQuery = (at: SweepPath) =>
  queryOptions({
    queryKey: [...keys.sweep(at), 'agents'] as const,
    queryFn: async ({ signal }) => {
      const path = '/api/projects/{entity}/{project}/sweeps/{sweep}/agents';
      return (await answer(api.GET(path, { signal, params: { path: { ...at } } }))).agents;
    },
  });

export const runQuery = (at: RunPath) =>
  queryOptions({
    queryKey: keys.run(at),
    queryFn: ({ signal }) =>
      answer(api.GET('/api/projects/{entity}/{project}/runs/{run}', { signal, params: { path: { ...at } } })),
  });

/** A run by its number in the sweep. */
export const runNumberedQuery = (at: SweepPath, number: number) =>
  queryOptions({
    queryKey: [...keys.sweep(at), 'number', number] as const,
    queryFn: ({ signal }) => {
      const path = '/api/projects/{entity}/{project}/sweeps/{sweep}/runs/{number}';
      return answer(api.GET(path, { signal, params: { path: { ...at, number } } }));
    },
  });

/** The curves of every metric of one run. */
export const runCurvesQuery = (at: RunPath) =>
  queryOptions({
    queryKey: [...keys.run(at), 'curves'] as const,
    queryFn: async ({ signal }) => {
      const path = '/api/projects/{entity}/{project}/runs/{run}/curves';
      return (await answer(api.GET(path, { signal, params: { path: { ...at }, query: { points: POINTS_OF_ONE } } }))).curves;
    },
  });

/** The last lines of a run's output. */
export const logQuery = (at: RunPath) =>
  queryOptions({
    queryKey: [...keys.run(at), 'log'] as const,
    queryFn: ({ signal }) => {
      const query = { first: -LOG_LINES, limit: LOG_LINES };
      return answer(api.GET('/api/projects/{entity}/{project}/runs/{run}/log', { signal, params: { path: { ...at }, query } }));
    },
  });

/** The run's state in sentences. */
export const whyQuery = (at: RunPath) =>
  queryOptions({
    queryKey: [...keys.run(at), 'why'] as const,
    queryFn: ({ signal }) =>
      answer(api.GET('/api/projects/{entity}/{project}/runs/{run}/why', { signal, params: { path: { ...at } } })),
  });
