/** The run under the pointer, in whichever view: outside of React's tree, so that only what shows it draws anew. */
import { createContext, useContext, useSyncExternalStore } from 'react';

export interface Hot {
  readonly set: (run: string | null) => void;
  readonly get: () => string | null;
  readonly watch: (changed: () => void) => () => void;
}

export function newHot(): Hot {
  let run: string | null = null;
  const watchers = new Set<() => void>();
  return {
    set(next) {
      if (next === run) return;
      run = next;
      for (const changed of watchers) changed();
    },
    get: () => run,
    watch(changed) {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
  };
}

export const HotContext = createContext<Hot>(newHot());

/** The run that is meant, and what tells another. */
export function useHot(): [string | null, Hot['set']] {
  const hot = useContext(HotContext);
  return [useSyncExternalStore(hot.watch, hot.get), hot.set];
}

/** Whether this run is meant: nobody else is drawn anew for it. */
export function useIsHot(run: string): boolean {
  const hot = useContext(HotContext);
  return useSyncExternalStore(hot.watch, () => hot.get() === run);
}

/** Tells which run is meant, without being drawn anew for it. */
export function useHotSetter(): Hot['set'] {
  return useContext(HotContext).set;
}
