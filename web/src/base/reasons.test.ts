import { expect, it } from 'vitest';
import { reason, type Told } from './reasons';

const run: Told = { number: 1, state: 'finished', error: null, exit_code: 0, point: {}, order: null, stop: null, attempt: 1 };
const stop = { rule: 'envelope', age: 6, value: 'Infinity', limit: 0.052431 };

it.each<[Partial<Told>, string]>([
  [{}, ''],
  [{ state: 'queued', attempt: 0 }, 'waits for an agent'],
  [{ state: 'queued', attempt: 2 }, 'waits for an agent, after attempt 2'],
  [{ state: 'running', attempt: 2 }, 'attempt 2'],
  [{ state: 'running', order: 'stop' }, 'is being stopped'],
  [{ state: 'running', order: 'kill' }, 'is being killed'],
  [{ state: 'stopped', stop }, 'envelope at report 6, limit 0.05243'],
  [{ state: 'stopped', stop: { ...stop, rule: 'hyperband', band: 9, rank: 12, among: 15 } }, 'hyperband at band 9, threshold 0.05243, rank 12 of 15'],
  [{ state: 'stopped', stop: { ...stop, rule: 'run_timeout', limit: 7200 } }, 'ended after 2h00: run_timeout'],
  [{ state: 'failed', error: 'Traceback\nValueError: no', exit_code: 1 }, 'ValueError: no'],
])('of %j is said in a few words', (given, expected) => {
  expect(reason({ ...run, ...given })).toBe(expected);
});
