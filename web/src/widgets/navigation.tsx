/** Where the person is: the address bar as a store, links that do not reload, and the view in the query. */
import { useCallback, useMemo, useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from 'react';
import { formatView, parseView, type View } from '../base/view';
import { keepScroll } from './scroll';

const watchers = new Set<() => void>();

function watch(changed: () => void): () => void {
  watchers.add(changed);
  window.addEventListener('popstate', changed);
  return () => {
    watchers.delete(changed);
    window.removeEventListener('popstate', changed);
  };
}

/** Show another address; `replace` leaves no entry to go back to. */
export function go(address: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'replace') {
    history.replaceState(history.state, '', address);
  } else {
    keepScroll();
    history.pushState(null, '', address);
    window.scrollTo(0, 0);
  }
  for (const changed of watchers) changed();
}

export function usePath(): string {
  return useSyncExternalStore(watch, () => location.pathname);
}

/** The view of the screen, and a function that changes part of it; the address follows at once. */
export function useView(): [View, (change: Partial<View>) => void] {
  const query = useSyncExternalStore(watch, () => location.search);
  const view = useMemo(() => parseView(query), [query]);
  const change = useCallback((part: Partial<View>) => {
    const next = formatView({ ...parseView(location.search), ...part });
    go(`${location.pathname}${next === '' ? '' : `?${next}`}`, 'replace');
  }, []);
  return [view, change];
}

/** A link within the page. With a modifier key the browser does what it always does. */
export function Link({ href, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  function follow(event: MouseEvent<HTMLAnchorElement>): void {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(href);
  }
  return <a href={href} onClick={follow} {...rest} />;
}
