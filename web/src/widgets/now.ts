import { useSyncExternalStore } from 'react';

let timer: ReturnType<typeof setInterval> | null = null;
let now = Date.now() / 1000;
const watchers = new Set<() => void>();

function watch(changed: () => void): () => void {
  watchers.add(changed);
  timer ??= setInterval(() => {
    now = Date.now() / 1000;
    for (const watcher of watchers) watcher();
  }, 1000);
  return () => {
    watchers.delete(changed);
    if (watchers.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** Seconds since the epoch, anew every second. Use it in the smallest part that shows an age. */
export function useNow(): number {
  return useSyncExternalStore(watch, () => now);
}
