/** What jsdom lacks and the page's libraries ask for. */
import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

class NoResizeObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

Object.assign(globalThis, {
  scrollTo() {},
  ResizeObserver: NoResizeObserver,
  matchMedia: (media: string) => ({
    media,
    matches: false,
    addEventListener() {},
    removeEventListener() {},
    addListener() {},
    removeListener() {},
  }),
});

// Without a layout everything would be out of sight.
Object.defineProperties(Element.prototype, {
  clientHeight: { value: 600, configurable: true },
  clientWidth: { value: 1000, configurable: true },
});

Object.assign(Element.prototype, { scrollTo() {} });

Object.assign(HTMLDialogElement.prototype, {
  showModal(this: HTMLDialogElement) {
    this.open = true;
  },
  close(this: HTMLDialogElement) {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  },
});

afterEach(cleanup);
