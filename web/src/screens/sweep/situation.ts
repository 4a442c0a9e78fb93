/** What a person should be told about a sweep before they look at its charts. */
import type { Run, Sweep } from '../../api/records';
import { counted, duration, mean, number, percent } from '../../base/format';
import { similar } from '../../base/similar';
import { ended } from '../../base/states';
import { loggedMetrics, ranking, type Facts } from './facts';

export type Situation =
  /** Nobody is there to run anything. */
  | { readonly kind: 'no agent'; readonly title: string; readonly detail: string | null }
  /** The first run is on its way. */
  | { readonly kind: 'first run'; readonly run: Run; readonly metrics: readonly string[] }
  /** Runs have ended, and none has logged the metric. */
  | { readonly kind: 'metric missing'; readonly metric: string; readonly logged: readonly string[]; readonly near: readonly string[] }
  /** It is over. */
  | { readonly kind: 'over'; readonly title: string; readonly sentences: readonly string[] };

export function situations(sweep: Sweep, runs: readonly Run[], facts: Facts): Situation[] {
  const found: Situation[] = [];
  const { counts, state, agents } = sweep;
  if (state === 'running' && agents === 0) found.push(withoutAgent(counts.running));
  const missing = metricMissing(runs, facts);
  if (missing !== null) found.push(missing);
  const [first] = runs.filter((run) => run.state === 'running');
  if (agents > 0 && first !== undefined && ended(counts) === 0 && runs.every((run) => run.value === null)) {
    found.push({ kind: 'first run', run: first, metrics: loggedMetrics(runs, facts) });
  }
  const over = state === 'finished' || ((state === 'stopped' || state === 'cancelled') && counts.running === 0);
  if (over) found.push({ kind: 'over', title: `The sweep is ${state}`, sentences: summary(sweep, runs, facts) });
  return found;
}

function withoutAgent(running: number): Situation {
  if (running === 0) return { kind: 'no agent', title: 'Nothing is running. Start an agent:', detail: null };
  const runs = running === 1 ? 'The run that it had waits' : `The ${running} runs that they had wait`;
  return { kind: 'no agent', title: 'No agent is heard any more. Start another:', detail: `${runs} a minute for a sign of life and then return to the queue.` };
}

/** A metric that a finished run did not log will not come by itself. */
function metricMissing(runs: readonly Run[], facts: Facts): Situation | null {
  const { metric } = facts;
  if (metric === null || runs.some((run) => metric in run.metrics) || !runs.some((run) => run.state === 'finished')) return null;
  const logged = loggedMetrics(runs, facts);
  return { kind: 'metric missing', metric, logged, near: similar(metric, logged) };
}

function summary(sweep: Sweep, runs: readonly Run[], facts: Facts): string[] {
  const { counts } = sweep;
  const sentences = [`${counted(ended(counts), 'run')}${sweep.ended_at === null ? '' : ` in ${duration(sweep.ended_at - sweep.created_at)}`}.`];
  const [best] = ranking(runs, facts);
  if (facts.metric !== null && facts.seed !== null) {
    const { value, half_width = null, runs: of = [] } = sweep.best ?? {};
    if (value !== undefined) sentences.push(`Best ${facts.metric} ${mean(value, half_width)}, the mean of ${counted(of.length, 'run')}.`);
  } else if (facts.objectives.length > 1) {
    sentences.push(`${counted(sweep.front.length, 'run')} on the front of ${facts.objectives.map(({ name }) => name).join(' and ')}.`);
  } else if (best !== undefined && facts.metric !== null) {
    sentences.push(`Best ${facts.metric} ${number(best.value ?? NaN)}, by run ${best.number ?? best.id}.`);
  }
  if (counts.stopped > 0) sentences.push(`${counts.stopped} stopped early${saved(runs)}.`);
  const failed = counts.failed + counts.crashed;
  if (failed > 0) sentences.push(`${failed} failed.`);
  return sentences;
}

/** How much shorter the stopped runs were than runs that went to their end: `, which saved about 41 % of the time`. */
function saved(runs: readonly Run[]): string {
  const lengths = (state: Run['state']): number[] =>
    runs.flatMap((run) => (run.state === state && run.started_at !== null && run.ended_at !== null ? [run.ended_at - run.started_at] : []));
  const [whole, cut] = [lengths('finished').sort((a, b) => a - b), lengths('stopped')];
  const usual = whole[whole.length >> 1];
  if (usual === undefined || cut.length === 0) return '';
  const spent = [...whole, ...cut].reduce((sum, length) => sum + length, 0);
  const spared = cut.reduce((sum, length) => sum + Math.max(0, usual - length), 0);
  return spared === 0 ? '' : `, which saved about ${percent(spared / (spent + spared))} of the time`;
}
