import { useSyncExternalStore } from 'react';

const media = matchMedia('(max-width: 640px)');

function watch(changed: () => void): () => void {
  media.addEventListener('change', changed);
  return () => {
    media.removeEventListener('change', changed);
  };
}

/** Whether the page is as narrow as a phone. Where looks alone differ, a media query in the style does. */
export function useNarrow(): boolean {
  return useSyncExternalStore(watch, () => media.matches);
}
