import { useSyncExternalStore } from 'react';
import { Button } from './button';

type Theme = 'light' | 'dark';

const KEY = 'besom.theme'; // public/assets/theme.js reads it before the first paint
const watchers = new Set<() => void>();
const system = matchMedia('(prefers-color-scheme: dark)');

function chosen(): Theme | null {
  const theme = document.documentElement.dataset.theme;
  return theme === 'light' || theme === 'dark' ? theme : null;
}

function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => watchers.delete(changed);
}

/** The theme that is shown. Charts on canvas redraw when it changes. */
export function useTheme(): Theme {
  return useSyncExternalStore(watch, () => chosen() ?? 'light');
}

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is forbidden
  }
}

function show(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  for (const changed of watchers) changed();
}

/** Show the theme chosen before, else the system's, and follow that. */
export function startTheme(): void {
  const follow = (): void => {
    if (remembered() === null) show(system.matches ? 'dark' : 'light');
  };
  system.addEventListener('change', follow);
  follow();
}

export function ThemeSwitch() {
  const theme = useTheme();
  const other = theme === 'dark' ? 'light' : 'dark';
  function change(): void {
    show(other);
    try {
      localStorage.setItem(KEY, other);
    } catch {
      // Storage is forbidden: it holds until the next load.
    }
  }
  return (
    <Button kind="bare" onClick={change} aria-label={`Show the ${other} theme`} title={`Show the ${other} theme`}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
      </svg>
    </Button>
  );
}
