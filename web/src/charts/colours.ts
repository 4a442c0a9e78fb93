/** The theme's colours for canvases, which know no CSS: read from the tokens, and again when the theme changes. */
import { useSyncExternalStore } from 'react';
import type { RunState } from '../base/states';

export interface Colours {
  readonly theme: 'light' | 'dark';
  readonly surface: string;
  readonly text: string;
  readonly soft: string;
  readonly line: string;
  readonly grid: string;
  readonly axis: string;
  readonly best: string;
  readonly envelope: string;
  readonly focus: string;
  /** Of pinned runs, in the order of pinning. */
  readonly series: readonly string[];
  readonly states: Readonly<Record<RunState, string>>;
  readonly font: string;
}

let known: Colours | null = null;

/** The colours of the theme that is shown. */
export function useColours(): Colours {
  return useSyncExternalStore(watch, current);
}

function watch(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    observer.disconnect();
  };
}

function current(): Colours {
  const theme = document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
  if (known?.theme !== theme) known = read(theme);
  return known;
}

function read(theme: Colours['theme']): Colours {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    theme,
    surface: token('surface'),
    text: token('text'),
    soft: token('text-soft'),
    line: token('chart-line'),
    grid: token('chart-grid'),
    axis: token('chart-axis'),
    best: token('chart-best'),
    envelope: token('chart-envelope'),
    focus: token('focus'),
    series: [1, 2, 3, 4, 5, 6].map((at) => token(`series-${at}`)),
    states: {
      running: token('state-running'),
      queued: token('state-queued'),
      finished: token('state-finished'),
      stopped: token('state-stopped'),
      failed: token('state-failed'),
      crashed: token('state-failed'),
      killed: token('state-killed'),
    },
    font: token('font'),
  };
}

/** The colour of a pinned run: its own by the order of pinning; null for others. */
export function pinColour(colours: Colours, pinned: readonly string[], run: string): string | null {
  const at = pinned.indexOf(run);
  return at < 0 ? null : (colours.series[at % colours.series.length] ?? null);
}
