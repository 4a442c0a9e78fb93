/** Short notices at the foot of the page, with a way back where there is one. */
import { useEffect, useSyncExternalStore } from 'react';
import { Button } from './button';
import styles from './toasts.module.css';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo: (() => void) | null;
}

/** How long one stays, in milliseconds: also how long there is to think again. */
export const TOAST_STAYS = 5000;

let toasts: readonly Toast[] = [];
let next = 1;
const watchers = new Set<() => void>();

function show(changed: readonly Toast[]): void {
  toasts = changed;
  for (const watcher of watchers) watcher();
}

/** Show a notice. */
export function toast(text: string, undo: (() => void) | null = null): void {
  show([...toasts, { id: next++, text, undo }]);
}

function dismiss(id: number): void {
  show(toasts.filter((shown) => shown.id !== id));
}

export function Toasts() {
  const shown = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => toasts,
  );
  return (
    <div className={styles.toasts} role="status">
      {shown.map((each) => (
        <One key={each.id} toast={each} />
      ))}
    </div>
  );
}

function One({ toast: { id, text, undo } }: { toast: Toast }) {
  useEffect(() => {
    const timer = setTimeout(() => {
      dismiss(id);
    }, TOAST_STAYS);
    return () => {
      clearTimeout(timer);
    };
  }, [id]);
  return (
    <div className={styles.toast}>
      <span>{text}</span>
      {undo !== null && (
        <Button
          kind="bare"
          onClick={() => {
            undo();
            dismiss(id);
          }}
        >
          Undo
        </Button>
      )}
      <Button
        kind="bare"
        aria-label="Dismiss"
        onClick={() => {
          dismiss(id);
        }}
      >
        <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" stroke="currentColor" strokeWidth="1.5">
          <path d="m2.5 2.5 7 7m0-7-7 7" />
        </svg>
      </Button>
    </div>
  );
}
