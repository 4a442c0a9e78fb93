/** Where the person is: the address bar as a store, links that do not reload, and the view in the query. */
import { replaceEqualDeep } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from 'react';
import { formatView, parseView, PLAIN, type View } from '../base/view';
import { keepScroll } from './scroll';

const watchers = new Set<() => void>();

function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => watchers.delete(changed);
}

function tell(): void {
  for (const changed of watchers) changed();
}

/** Show another address; `replace` leaves no entry to go back to. */
export function go(address: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'replace') {
    ahead = null;
    history.replaceState(history.state, '', address);
  } else {
    write();
    keepScroll();
    history.pushState(null, '', address);
    window.scrollTo(0, 0);
  }
  tell();
}

export function usePath(): string {
  return useSyncExternalStore(watch, () => location.pathname);
}

/** The query that the address will have in a moment; null when it has it. */
let ahead: string | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;
/** Milliseconds of rest before a drag is in the address: browsers let it change only so often, and a drag changes it at every move. */
const REST = 250;

function write(): void {
  if (timer !== null) clearTimeout(timer);
  timer = null;
  if (ahead !== null) history.replaceState(history.state, '', `${location.pathname}${ahead}`);
  ahead = null;
}

window.addEventListener('pointerup', write); // the end of a drag
window.addEventListener('pagehide', write);
window.addEventListener('popstate', () => {
  ahead = null;
  tell();
});

let known: { readonly query: string; readonly view: View } = { query: '', view: PLAIN };

/** The view of now; its parts that did not change are the same objects as before. */
function currentView(): View {
  const query = ahead ?? location.search;
  if (query !== known.query) known = { query, view: replaceEqualDeep(known.view, parseView(query)) };
  return known.view;
}

/** Changes part of the view. The address follows at once, or `soon`, when a drag has come to rest. */
export type ChangeView = (part: Partial<View>, when?: 'at once' | 'soon') => void;

/** The view of the screen, and the function that changes it. */
export function useView(): [View, ChangeView] {
  const view = useSyncExternalStore(watch, currentView);
  const change = useCallback<ChangeView>((part, when = 'at once') => {
    const next = formatView({ ...currentView(), ...part });
    ahead = next === '' ? '' : `?${next}`;
    if (timer !== null) clearTimeout(timer);
    if (when === 'at once') write();
    else timer = setTimeout(write, REST);
    tell();
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
