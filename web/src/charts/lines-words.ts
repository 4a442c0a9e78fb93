/** Parallel coordinates in words: the sentence below, the table, the run under the keys. */
import { inWords, type Brushes } from '../base/brush';
import { counted, number, value as text } from '../base/format';
import type { Goal } from '../base/series';
import type { Twin } from './figure';
import { bestFirst, valueOf, type Lines, type RunPoint } from './lines-data';

/** The selected run next above or below by the metric; from nowhere the best. */
export function neighbour(lines: Lines, selected: Uint8Array, hot: string | null, by: 1 | -1): RunPoint | undefined {
  const order = [...bestFirst(lines.goodness)].filter((line) => selected[line] === 1);
  const at = order.findIndex((line) => lines.runs[line]?.run === hot);
  const next = at < 0 ? 0 : Math.min(order.length - 1, Math.max(0, at - by));
  return lines.runs[order[next] ?? -1];
}

export function runInWords(run: RunPoint, { axes }: Lines, metric: string): string {
  const values = axes.map(({ name }) => `${name} ${text(valueOf(run, name, metric) ?? 'no value')}`);
  return `run ${run.number}, ${run.state}: ${values.join(', ')}`;
}

export function summaryOf(metric: string, goal: Goal, runs: readonly RunPoint[], varied: number, brushes: Brushes, selected: Uint8Array): string {
  const among = runs.filter((run, at) => selected[at] === 1 && Number.isFinite(run.value));
  const best = ordered(among.filter(({ able }) => able), goal)[0];
  const found = among.length === 0 ? `no value of ${metric === '' ? 'a metric' : metric} yet` : best === undefined ? 'none keeps the limits' : `best ${metric} ${number(best.value ?? NaN)} at run ${best.number}`;
  const names = Object.entries(brushes).map(([name, brush]) => `${name} ${inWords(brush)}`);
  if (names.length === 0) return `${counted(runs.length, 'run')} over ${counted(varied, 'parameter')}; ${found}.`;
  return `${selected.reduce((sum, one) => sum + one, 0)} of ${counted(runs.length, 'run')} with ${names.join(' and ')}; ${found}.`;
}

export function tableOf(metric: string, goal: Goal, runs: readonly RunPoint[], names: readonly string[], selected: Uint8Array): Twin {
  return {
    columns: ['Run', ...names],
    rows: () =>
      ordered(
        runs.filter((_, at) => selected[at] === 1),
        goal,
      ).map((run) => [`run ${run.number}`, ...names.map((name) => text(valueOf(run, name, metric) ?? 'no value'))]),
  };
}

/** The best first, those without a value last. */
function ordered(runs: readonly RunPoint[], goal: Goal): RunPoint[] {
  const of = (run: RunPoint): number => (run.value === null || Number.isNaN(run.value) ? Infinity : goal === 'minimize' ? run.value : -run.value);
  return [...runs].sort((a, b) => of(a) - of(b) || 0);
}
