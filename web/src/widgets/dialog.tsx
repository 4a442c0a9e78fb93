import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { Button } from './button';
import styles from './dialog.module.css';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons at the foot, beside the one that closes. */
  readonly actions?: ReactNode;
  readonly closeLabel?: string;
}

/** A dialog, open for as long as it is rendered. Escape and a click beside it close it; the focus returns to where it was. */
export function Dialog({ title, onClose, children, actions, closeLabel = 'Close' }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Closed while it still stands in the page: only then does the browser return the focus.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      element?.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className={styles.inner}>
        <h2 id={id}>{title}</h2>
        <div className={styles.content}>{children}</div>
        <div className={styles.foot}>
          <Button onClick={onClose}>{closeLabel}</Button>
          {actions}
        </div>
      </div>
    </dialog>
  );
}
