import type { ButtonHTMLAttributes } from 'react';
import styles from './button.module.css';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** primary: the one thing to do here; danger: what cannot be taken back; bare: in tables and bars. */
  readonly kind?: 'plain' | 'primary' | 'danger' | 'bare';
}

export function Button({ kind = 'plain', className, ...rest }: Props) {
  return <button type="button" className={`${styles.button} ${styles[kind]} ${className ?? ''}`} {...rest} />;
}
