/** The states of sweeps and runs, and what follows from how many runs are in which. */

export const RUN_STATES = ['running', 'queued', 'finished', 'stopped', 'failed', 'crashed', 'killed'] as const;
export const SWEEP_STATES = ['running', 'paused', 'finished', 'stopped', 'cancelled'] as const;

export type RunState = (typeof RUN_STATES)[number];
export type SweepState = (typeof SWEEP_STATES)[number];
export type RunCounts = Readonly<Record<RunState, number>>;

/** Whether a run of this state gets no more values. */
export function hasEnded(state: RunState | undefined): boolean {
  return state !== undefined && state !== 'running' && state !== 'queued';
}

/** Runs that have come to an end, in whatever way. */
export function ended(counts: RunCounts): number {
  return counts.finished + counts.stopped + counts.failed + counts.killed + counts.crashed;
}

/** `37/100`, or `37` where nobody knows how many there will be. */
export function progress(counts: RunCounts, total: number | null): string {
  return total === null ? String(ended(counts)) : `${ended(counts)}/${total}`;
}

/** `3 running · 28 finished`: every state that has runs. */
export function tally(counts: RunCounts): string {
  const parts = RUN_STATES.filter((state) => counts[state] > 0).map((state) => `${counts[state]} ${state}`);
  return parts.length === 0 ? 'none yet' : parts.join(' · ');
}
