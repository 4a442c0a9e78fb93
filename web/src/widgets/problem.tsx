import styles from './problem.module.css';
import { Button } from './button';

/** What went wrong, in a sentence, and a way to try again. */
export function Problem({ title, detail, retry }: { title: string; detail: string; retry?: () => void }) {
  return (
    <div className={styles.problem} role="alert">
      <strong>{title}</strong>
      <p>{detail}</p>
      {retry !== undefined && <Button onClick={retry}>Try again</Button>}
    </div>
  );
}
