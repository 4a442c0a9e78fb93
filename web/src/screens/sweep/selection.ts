/** Which runs a person has asked for: by words, by states, by brushes on axes. */
import type { Run } from '../../api/records';
import { inWords, passes, withBrush } from '../../base/brush';
import { terms } from '../../base/filter';
import { RUN_STATES, type RunState } from '../../base/states';
import type { View } from '../../base/view';
import { fieldsOf, type Facts } from './facts';

/** One condition that narrows the runs, to be shown and taken away. */
export interface Chip {
  readonly text: string;
  /** How many more runs there were without it. */
  readonly removes: number;
  /** Why no run can fit it. */
  readonly problem: string | null;
  /** The change of the view that takes it away. */
  readonly without: Partial<View>;
}

export interface Selection {
  /** Runs that fit everything, by number. */
  readonly matching: readonly Run[];
  /** Runs that fit all but the brushes, which are drawn among the others. */
  readonly brushable: readonly Run[];
  readonly chips: readonly Chip[];
  /** By state, runs that fit all but the choice of states. */
  readonly counts: Readonly<Record<RunState, number>>;
}

interface Condition extends Omit<Chip, 'removes'> {
  readonly fits: (run: Run) => boolean;
}

export function select(runs: readonly Run[], view: View, facts: Facts, metrics: readonly string[]): Selection {
  const words: Condition[] = terms(view.q, fieldsOf(facts, metrics)).map(({ rest, ...term }) => ({ ...term, without: { q: rest } }));
  const brushes = brushConditions(view, facts);
  const conditions = [...words, ...brushes];
  const removes = conditions.map(() => 0);
  const counts = Object.fromEntries(RUN_STATES.map((state) => [state, 0])) as Record<RunState, number>;
  const matching: Run[] = [];
  const brushable: Run[] = [];
  for (const run of runs) {
    const failed = conditions.flatMap(({ fits }, at) => (fits(run) ? [] : [at]));
    if (failed.length === 0) counts[run.state] += 1;
    if (view.state.length > 0 && !view.state.includes(run.state)) continue;
    if (failed.every((at) => at >= words.length)) brushable.push(run);
    const [first, second] = failed;
    if (first === undefined) matching.push(run);
    else if (second === undefined) removes[first] = (removes[first] ?? 0) + 1;
  }
  const chips = conditions.map(({ text, problem, without }, at) => ({ text, problem, without, removes: removes[at] ?? 0 }));
  return { matching, brushable, chips, counts };
}

function brushConditions(view: View, { metric }: Facts): Condition[] {
  return Object.entries(view.brush).map(([name, brush]) => ({
    text: `${name}: ${inWords(brush)}`,
    problem: null,
    without: { brush: withBrush(view.brush, name, null) },
    fits: (run) => passes({ [name]: brush }, () => (name === metric ? (run.value ?? undefined) : run.point[name])),
  }));
}

/** The view without anything that narrows it. */
export const ALL: Partial<View> = { q: '', state: [], brush: {} };
