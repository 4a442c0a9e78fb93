/** Why a run is in its state, in a few words. */
import { lastLine, type Failed } from './failures';
import { duration, number } from './format';
import { unpack } from './series';
import type { RunState } from './states';

interface Stop {
  readonly rule: string;
  readonly age: number;
  readonly value: number | string;
  readonly limit: number | string;
  readonly band?: number | null;
  readonly rank?: number | null;
  readonly among?: number | null;
}

export interface Told extends Failed {
  readonly state: RunState;
  readonly order: 'stop' | 'kill' | null;
  readonly stop: Stop | null;
  readonly attempt: number;
}

/** `envelope at report 6, limit 0.0404`; empty where the state says it all. */
export function reason(run: Told): string {
  const { state, stop, order, attempt } = run;
  switch (state) {
    case 'queued':
      return attempt > 0 ? `waits for an agent, after attempt ${attempt}` : 'waits for an agent';
    case 'running':
      return order === null ? (attempt > 1 ? `attempt ${attempt}` : '') : order === 'stop' ? 'is being stopped' : 'is being killed';
    case 'stopped':
      return stop === null ? '' : stopReason(stop);
    case 'failed':
    case 'crashed':
      return lastLine(run);
    case 'finished':
    case 'killed':
      return '';
  }
}

function stopReason({ rule, age, limit, band, rank, among }: Stop): string {
  if (rule === 'run_timeout') return `ended after ${duration(unpack(limit))}: run_timeout`;
  const shown = number(unpack(limit));
  return (band ?? null) === null ? `${rule} at report ${age}, limit ${shown}` : `${rule} at band ${band}, threshold ${shown}, rank ${rank} of ${among}`;
}
