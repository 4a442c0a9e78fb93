/** Brings events into the cache at a pace that a page can follow, and loses none to an answer that was on its way meanwhile. */
import type { QueryClient } from '@tanstack/react-query';
import { applyEvents, type LiveEvent, type Scope } from './events';

/** The page changes at most this often, however fast events come; in milliseconds. */
const BEAT = 250;

export class Changes {
  private readonly client: QueryClient;
  private readonly scope: Scope;
  private readonly unwatch: () => void;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private waiting: LiveEvent[] = [];
  /** What came while questions were open: their answers may be older, and would undo it. */
  private meanwhile: LiveEvent[] = [];

  constructor(client: QueryClient, scope: Scope) {
    this.client = client;
    this.scope = scope;
    this.unwatch = client.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated') return;
      if (event.action.type === 'success' && event.action.manual !== true) this.repeat();
      if (client.isFetching() === 0) this.meanwhile = [];
    });
  }

  /** The first at once, those that follow closely together. */
  take(event: LiveEvent): void {
    this.waiting.push(event);
    if (this.client.isFetching() > 0) this.meanwhile.push(event);
    if (this.timer === null) this.flush();
  }

  /** Everything is asked for anew: what came before is in it. */
  forget(): void {
    this.waiting = [];
    this.meanwhile = [];
  }

  close(): void {
    this.unwatch();
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private flush(): void {
    this.timer = null;
    if (this.waiting.length === 0) return;
    const events = this.waiting;
    this.waiting = [];
    this.timer = setTimeout(() => {
      this.flush();
    }, BEAT);
    applyEvents(this.client, this.scope, events);
  }

  /** An answer came: put onto it what came after it was asked for. Doing so twice does no harm, the last word stays the last. */
  private repeat(): void {
    if (this.meanwhile.length === 0) return;
    const repeated = new Set(this.meanwhile);
    this.waiting = [...this.waiting.filter((event) => !repeated.has(event)), ...this.meanwhile];
    this.timer ??= setTimeout(() => {
      this.flush();
    }, 0);
  }
}
