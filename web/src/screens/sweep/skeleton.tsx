import { Skeleton } from '../../widgets/skeleton';
import styles from './sweep.module.css';

/** The screen before anything is known, in its final size; `bare` without what stands above the charts. */
export function SweepSkeleton({ bare = false }: { bare?: boolean }) {
  return (
    <>
      {!bare && <Skeleton lines={2} height={32} />}
      <Skeleton lines={1} height={46} />
      <div className={styles.grid}>
        {[styles.best, styles.curves, styles.over, styles.parallel].map((place, at) => (
          <div key={place} className={`${place ?? ''} ${styles.blank ?? ''}`}>
            <Skeleton lines={1} height={at < 2 ? 380 : 330} />
          </div>
        ))}
        <div className={`${styles.whole ?? ''} ${styles.blank ?? ''}`}>
          <Skeleton lines={12} height={34} />
        </div>
      </div>
    </>
  );
}
