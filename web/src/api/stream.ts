/** A stream of server-sent events that comes back after every cut, at the place where it was cut. */
import { MessageReader, type Message } from '../base/sse';

/** Longer than the server is ever silent (it sends a comment every 15 s): after that the line is dead. */
const SILENCE = 40_000;
const LONGEST_PAUSE = 15_000;

export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'offline'; readonly since: number; readonly retryAt: number }
  /** The server does not give this stream (no login, no such thing); nothing more will come. */
  | { readonly kind: 'refused' };

export interface Listener {
  /** A connection that knows nothing of what was before: what is held may be old. */
  fresh(): void;
  message(message: Message): void;
  changed(connection: Connection): void;
  /** Something was heard, be it a comment. */
  heard(): void;
}

export interface Stream {
  close(): void;
  /** Try again now instead of waiting for it. */
  retry(): void;
}

/** The pause before the next attempt, in milliseconds: twice as long each time, spread so that not all pages come at once. */
export function pause(failures: number, random: number): number {
  return Math.min(LONGEST_PAUSE, 1000 * 2 ** (failures - 1)) * (0.75 + 0.5 * random);
}

export function openStream(url: string, listener: Listener): Stream {
  const closed = new AbortController();
  const isClosed = (): boolean => closed.signal.aborted;
  let cursor: string | null = null;
  let wake = (): void => {};

  async function run(): Promise<void> {
    let failures = 0;
    let since = 0;
    listener.changed({ kind: 'connecting' });
    for (;;) {
      const ending = await connection(() => {
        failures = 0;
      });
      if (isClosed()) return;
      if (ending === 'refused') {
        listener.changed({ kind: 'refused' });
        return;
      }
      if (failures === 0) since = Date.now();
      failures += 1;
      const wait = pause(failures, Math.random());
      listener.changed({ kind: 'offline', since: since / 1000, retryAt: (Date.now() + wait) / 1000 });
      await sleep(wait);
      if (isClosed()) return;
    }
  }

  /** One connection, until it ends in whatever way. */
  async function connection(begun: () => void): Promise<'cut' | 'refused'> {
    const cut = new AbortController();
    const stop = (): void => {
      cut.abort();
    };
    closed.signal.addEventListener('abort', stop);
    let alarm = setTimeout(stop, SILENCE);
    try {
      const headers = { accept: 'text/event-stream', ...(cursor === null ? {} : { 'last-event-id': cursor }) };
      const reply = await fetch(url, { headers, cache: 'no-store', signal: cut.signal });
      if (reply.status >= 400 && reply.status < 500) return 'refused';
      if (!reply.ok || reply.body === null) return 'cut';
      const reader = new MessageReader();
      const text = reply.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await text.read();
        if (done) return 'cut';
        clearTimeout(alarm);
        alarm = setTimeout(stop, SILENCE);
        listener.heard();
        for (const message of reader.push(value)) take(message, begun);
      }
    } catch {
      return 'cut'; // no network, or silence
    } finally {
      clearTimeout(alarm);
      closed.signal.removeEventListener('abort', stop);
    }
  }

  function take(message: Message, begun: () => void): void {
    if (message.kind === 'hello') {
      begun();
      listener.changed({ kind: 'live' });
      if (cursor !== null) return; // what was missed follows; its own ids count
      cursor = message.id;
      listener.fresh();
      return;
    }
    cursor = message.id ?? cursor;
    if (message.kind === 'reset') listener.fresh();
    else listener.message(message);
  }

  function sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  const retry = (): void => {
    wake();
  };
  window.addEventListener('online', retry);
  void run();
  return {
    close() {
      window.removeEventListener('online', retry);
      closed.abort();
      wake();
    },
    retry,
  };
}
