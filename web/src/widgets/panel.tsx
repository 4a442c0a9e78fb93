import { useId, type ReactNode } from 'react';
import { Boundary } from './boundary';
import styles from './panel.module.css';

interface Props {
  readonly title: string;
  /** One quiet sentence beside the title: what it shows, or how to read it. */
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Tables reach the edge by themselves. */
  readonly flush?: boolean;
}

/** A part of a screen with a title of its own; an error in it leaves the others alone. */
export function Panel({ title, note, actions, children, flush = false }: Props) {
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <header className={styles.head}>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span className={styles.note}>{note}</span>}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      <div className={flush ? styles.flush : styles.content}>
        <Boundary>{children}</Boundary>
      </div>
    </section>
  );
}

/** What a part says where it has nothing to show, and what can be done about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <strong>{title}</strong>
      {children}
    </div>
  );
}
