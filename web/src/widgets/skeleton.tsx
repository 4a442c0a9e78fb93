import styles from './skeleton.module.css';

/** Grey lines in the place of what is being fetched, in its final size, so that nothing jumps. */
export function Skeleton({ lines = 3, height = 32 }: { lines?: number; height?: number }) {
  return (
    <div className={styles.skeleton} aria-hidden="true">
      {Array.from({ length: lines }, (_, at) => (
        <div key={at} style={{ height }}>
          <span style={{ width: `${92 - ((at * 37) % 45)}%` }} />
        </div>
      ))}
    </div>
  );
}
