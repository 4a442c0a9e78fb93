/** How far a person had scrolled: kept with the entry of the history that it belongs to, through a reload and through going back. */
import { useLayoutEffect, type RefObject } from 'react';

type Kept = Readonly<Record<string, number>>;

const PAGE = '';
const tops = new Map<string, () => number>([[PAGE, () => window.scrollY]]);

/** Note how far everything is scrolled: before this address is left, and whenever scrolling has come to an end. */
export function keepScroll(): void {
  const scroll = { ...kept(), ...Object.fromEntries([...tops].map(([name, top]) => [name, top()])) };
  history.replaceState({ scroll }, '');
}

function kept(): Kept {
  return (history.state as { scroll?: Kept } | null)?.scroll ?? {};
}

window.addEventListener('scrollend', keepScroll, true); // of parts too: for them it does not bubble

/** For a part that scrolls by itself; the name tells it from others of the screen. */
export function useKeptScroll(frame: RefObject<HTMLElement | null>, name: string): void {
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    tops.set(name, () => element.scrollTop);
    element.scrollTo(0, kept()[name] ?? 0);
    return () => {
      tops.delete(name);
    };
  }, [frame, name]);
}

/** For the page itself, which is too short at first: it moves on as it grows, until it is there or the person takes over. */
export function useKeptPageScroll(path: string): void {
  useLayoutEffect(() => {
    const wanted = kept()[PAGE] ?? 0;
    if (wanted === 0) return undefined;
    const own = new AbortController();
    const growth = new ResizeObserver(() => {
      window.scrollTo(0, wanted);
      if (window.scrollY >= wanted - 1) end();
    });
    function end(): void {
      growth.disconnect();
      own.abort();
    }
    for (const kind of ['wheel', 'pointerdown', 'keydown']) window.addEventListener(kind, end, { signal: own.signal, passive: true });
    growth.observe(document.body);
    return end;
  }, [path]);
}
