/** Failed runs, put together by what they died of. */
import { plain } from './ansi';
import { number, value as shown } from './format';

export interface Failed {
  readonly number: number | null;
  readonly state: string;
  readonly error: string | null;
  readonly exit_code: number | null;
  readonly point: Readonly<Record<string, unknown>>;
}

export interface Failure<R extends Failed> {
  /** The last line that the first of them printed. */
  readonly line: string;
  readonly runs: readonly R[];
  /** What sets them apart from all other runs: `batch-size = 256 in 5 of 5, and in 3 of 55 others`; null for nothing. */
  readonly pattern: string | null;
}

/** Failed and crashed runs by the last line of their error, numbers aside; the most frequent first. */
export function failures<R extends Failed>(runs: readonly R[], parameters: readonly string[]): Failure<R>[] {
  const groups = grouped(
    runs.filter(({ state }) => state === 'failed' || state === 'crashed'),
    (run) => lastLine(run).replace(/[\d.]+/g, '#'),
  );
  const found = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [{ line: lastLine(first), runs: group, pattern: pattern(group, runs.filter((run) => !group.includes(run)), parameters) }];
  });
  return found.sort((a, b) => b.runs.length - a.runs.length);
}

/** The last line of a run's error; where it left none, how it ended. */
export function lastLine({ error, exit_code, state }: Failed): string {
  const lines = (error ?? '').split('\n').map((line) => plain(line).trim());
  const last = lines.findLast((line) => line !== '');
  if (last !== undefined) return last;
  if (exit_code === null) return state === 'crashed' ? 'its agent was not heard of again' : 'it ended without an exit code';
  return exit_code < 0 ? `ended by signal ${-exit_code}` : `exit code ${exit_code}`;
}

interface Condition {
  readonly text: string;
  readonly holds: (value: unknown) => boolean;
}

/** Few of the others share what nearly all of the group have. */
const OTHERS = 0.4;
const GROUP = 0.9;

function pattern(group: readonly Failed[], others: readonly Failed[], parameters: readonly string[]): string | null {
  if (group.length < 3 || others.length < 3) return null;
  const counted = parameters.flatMap((name) =>
    conditions(name, group.map(({ point }) => point[name])).map(({ text, holds }) => {
      const inside = group.filter(({ point }) => holds(point[name])).length;
      const outside = others.filter(({ point }) => holds(point[name])).length;
      return { text, inside, outside };
    }),
  );
  const telling = counted.filter(({ inside, outside }) => inside >= GROUP * group.length && outside <= OTHERS * others.length);
  const [best] = telling.sort((a, b) => a.outside - b.outside);
  if (best === undefined) return null;
  return `${best.text} in ${best.inside} of ${group.length}, and in ${best.outside} of ${others.length} others`;
}

/** What may hold of a group's values: the most frequent one; of numbers, not below the least or not above the greatest. */
function conditions(name: string, values: readonly unknown[]): Condition[] {
  const found: Condition[] = [];
  const [common] = [...grouped(values, shown)].sort(([, a], [, b]) => b.length - a.length);
  if (common !== undefined) found.push({ text: `${name} = ${common[0]}`, holds: same(common[1][0]) });
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length < values.length || numbers.length === 0) return found;
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  found.push({ text: `${name} ≥ ${number(low)}`, holds: (value) => typeof value === 'number' && value >= low });
  found.push({ text: `${name} ≤ ${number(high)}`, holds: (value) => typeof value === 'number' && value <= high });
  return found;
}

/** Whether a value is this one; only lists and mappings are compared by their text, which takes time. */
function same(wanted: unknown): (value: unknown) => boolean {
  if (typeof wanted !== 'object') return (value) => value === wanted;
  const text = shown(wanted);
  return (value) => shown(value) === text;
}

function grouped<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}
