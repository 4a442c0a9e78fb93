import type { RunState, SweepState } from '../base/states';
import styles from './badge.module.css';

type State = RunState | SweepState;

/** A shape of its own for every state, so that none is told by colour alone. On a field of 12 by 12. */
const SHAPES: Record<State, { readonly d: string; readonly filled?: boolean }> = {
  running: { d: 'M3.5 1.8v8.4L10.2 6z', filled: true },
  queued: { d: 'M6 1.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM6 3.6V6l1.7 1.2' },
  finished: { d: 'm1.8 6.4 2.8 2.9 5.6-6.4' },
  stopped: { d: 'M2.4 2.4h7.2v7.2H2.4z', filled: true },
  failed: { d: 'm2.4 2.4 7.2 7.2m0-7.2L2.4 9.6' },
  crashed: { d: 'M6 1.6v5.2M6 9.4v1' },
  killed: { d: 'M6 1.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM2.9 9.1l6.2-6.2' },
  cancelled: { d: 'M6 1.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM2.9 9.1l6.2-6.2' },
  paused: { d: 'M4 2.4v7.2M8 2.4v7.2' },
};

/** The state of a sweep or a run, as shape, word and colour; `also` says more: `stopping…`. */
export function StateBadge({ state, also }: { state: State; also?: string }) {
  return (
    <span className={styles.badge} data-state={state}>
      <StateShape state={state} />
      {state}
      {also !== undefined && <span className={styles.also}>{also}</span>}
    </span>
  );
}

/** The shape alone, beside its word elsewhere. */
export function StateShape({ state }: { state: State }) {
  const { d, filled = false } = SHAPES[state];
  return (
    <svg className={styles.shape} data-state={state} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path d={d} data-filled={filled ? '' : undefined} />
    </svg>
  );
}
