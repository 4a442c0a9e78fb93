import { ended, progress, RUN_STATES, tally, type RunCounts } from '../base/states';
import styles from './progress.module.css';

/** Of a sweep's runs, how many are in which state; over all there will be, where that is known. */
export function Progress({ counts, total }: { counts: RunCounts; total: number | null }) {
  const known = RUN_STATES.reduce((sum, state) => sum + counts[state], 0);
  const whole = Math.max(1, total ?? 0, known);
  // What has come to an end first, then what runs, then what waits.
  const order = [...RUN_STATES.slice(2), ...RUN_STATES.slice(0, 2)];
  return (
    <div className={styles.progress}>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label="Runs"
        aria-valuemin={0}
        aria-valuemax={whole}
        aria-valuenow={ended(counts)}
        aria-valuetext={`${progress(counts, total)}: ${tally(counts)}`}
        title={tally(counts)}
      >
        {order.map((state) => (
          <span key={state} data-state={state} style={{ width: `${(100 * counts[state]) / whole}%` }} />
        ))}
      </div>
      <span className={styles.text}>{progress(counts, total)}</span>
    </div>
  );
}
