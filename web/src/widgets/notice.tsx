import type { ReactNode } from 'react';
import styles from './notice.module.css';

interface Props {
  readonly kind: 'note' | 'warning' | 'error' | 'good';
  readonly title: string;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  /** In one line with the title. */
  readonly inline?: boolean;
}

/** Something to be told across the screen, before the rest. */
export function Notice({ kind, title, icon, children, inline = false }: Props) {
  return (
    <section className={styles.notice} data-kind={kind} data-inline={inline ? '' : undefined} aria-label={title}>
      <strong>
        {icon}
        {title}
      </strong>
      <div>{children}</div>
    </section>
  );
}
