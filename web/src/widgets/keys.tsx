/** Keys of the page: what they do now, and the list of them behind `?`. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Button } from './button';
import { Dialog } from './dialog';
import styles from './keys.module.css';

interface Shortcut {
  readonly key: string;
  readonly does: string;
  readonly run: () => void;
}

let shortcuts: readonly Shortcut[] = [];
const watchers = new Set<() => void>();

function set(changed: readonly Shortcut[]): void {
  shortcuts = changed;
  for (const watcher of watchers) watcher();
}

function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => watchers.delete(changed);
}

/** Bind a key for as long as the caller is shown. `run` must stay the same function (useCallback). */
export function useShortcut(key: string, does: string, run: () => void): void {
  useEffect(() => {
    const shortcut = { key, does, run };
    set([...shortcuts, shortcut]);
    return () => {
      set(shortcuts.filter((bound) => bound !== shortcut));
    };
  }, [key, does, run]);
}

/** Listens to the keyboard; `?` shows what there is. */
export function KeyHelp() {
  const [open, setOpen] = useState(false);
  const bound = useSyncExternalStore(watch, () => shortcuts);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('dialog[open]') !== null) return;
      const shortcut = shortcuts.findLast(({ key }) => key === event.key);
      if (shortcut === undefined && event.key !== '?') return;
      event.preventDefault();
      if (shortcut === undefined) setOpen(true);
      else shortcut.run();
    };
    window.addEventListener('keydown', press);
    return () => {
      window.removeEventListener('keydown', press);
    };
  }, []);
  return (
    <>
      <Button
        kind="bare"
        aria-label="Keys"
        title="Keys (?)"
        onClick={() => {
          setOpen(true);
        }}
      >
        ?
      </Button>
      {open && (
        <Dialog
          title="Keys"
          onClose={() => {
            setOpen(false);
          }}
        >
          <dl className={styles.keys}>
            {[...bound, ...ALWAYS].map(({ key, does }) => (
              <div key={key + does}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      )}
    </>
  );
}

const ALWAYS = [
  { key: '↑ ↓ j k', does: 'to the row before or after, within a table' },
  { key: 'Enter', does: 'open the row' },
  { key: 'x', does: 'select the row, where rows can be selected' },
  { key: 'Esc', does: 'close a dialog' },
  { key: '?', does: 'this list' },
];

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}
