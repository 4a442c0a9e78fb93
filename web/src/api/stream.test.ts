import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStream, pause, type Connection, type Stream } from './stream';

/** A server whose connections the test feeds and cuts. */
class Server {
  readonly asked: (string | null)[] = [];
  private readonly replies: (() => Response)[] = [];
  private current: ReadableStreamDefaultController<Uint8Array> | null = null;

  accept(): this {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (this.current = controller) });
    this.replies.push(() => new Response(body));
    return this;
  }

  refuse(status: number): this {
    this.replies.push(() => new Response('', { status }));
    return this;
  }

  say(text: string): void {
    this.current?.enqueue(new TextEncoder().encode(text));
  }

  cut(): void {
    this.current?.close();
  }

  readonly fetch = (_url: string, { headers, signal }: { headers: Record<string, string>; signal: AbortSignal }): Promise<Response> => {
    this.asked.push(headers['last-event-id'] ?? null);
    const reply = this.replies.shift();
    signal.addEventListener('abort', () => this.current?.error(signal.reason));
    return reply === undefined ? Promise.reject(new TypeError('no network')) : Promise.resolve(reply());
  };
}

let server: Server;
let stream: Stream | null = null;
let told: string[];
let connection: Connection | null;

function open(): void {
  stream = openStream('/api/events', {
    fresh: () => told.push('fresh'),
    message: ({ kind, data }) => told.push(`${kind} ${data}`),
    changed: (next) => {
      connection = next;
    },
    heard: () => {},
  });
}

/** Let everything that is ready happen, and time pass. */
const pass = (milliseconds = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  server = new Server();
  vi.stubGlobal('fetch', server.fetch);
  told = [];
  connection = null;
});

afterEach(() => {
  stream?.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a live stream', () => {
  it('is live at hello, and hands on what it hears', async () => {
    server.accept();
    open();
    await pass();
    expect(connection).toEqual({ kind: 'connecting' });
    server.say('event: hello\nid: a.7\ndata: {}\n\n');
    server.say('event: run\nid: a.8\ndata: 1\n\n');
    await pass();
    expect(connection).toEqual({ kind: 'live' });
    expect(told).toEqual(['fresh', 'run 1']);
  });

  it('comes back after a cut at the place where it was cut, and nothing is asked anew', async () => {
    server.accept();
    open();
    await pass();
    server.say('event: hello\nid: a.7\ndata: {}\n\nevent: run\nid: a.8\ndata: 1\n\n');
    await pass();
    server.cut();
    await pass();
    expect(connection).toEqual({ kind: 'offline', since: Date.now() / 1000, retryAt: Date.now() / 1000 + 1 });
    server.accept();
    await pass(1000);
    server.say('event: hello\nid: a.12\ndata: {}\n\nevent: run\nid: a.9\ndata: 2\n\n');
    await pass();
    expect(server.asked).toEqual([null, 'a.8']);
    expect(told).toEqual(['fresh', 'run 1', 'run 2']);
    expect(connection).toEqual({ kind: 'live' });
  });

  it('starts over when the server forgot the place', async () => {
    server.accept();
    open();
    await pass();
    server.say('event: hello\nid: a.7\ndata: {}\n\n');
    await pass();
    server.cut();
    server.accept();
    await pass(1000);
    server.say('event: hello\ndata: {}\n\nevent: reset\nid: b.1\ndata: {}\n\n');
    await pass();
    expect(told).toEqual(['fresh', 'fresh']);
    server.cut();
    await pass(1000);
    expect(server.asked).toEqual([null, 'a.7', 'b.1']);
  });

  it('tries again when the server is in trouble', async () => {
    server.refuse(503);
    open();
    await pass(1000);
    expect(server.asked.length).toBe(2);
  });

  it('keeps trying with longer pauses while nothing answers, and says since when', async () => {
    open();
    await pass();
    const since = Date.now() / 1000;
    for (const wait of [1000, 2000, 4000, 8000, 15000, 15000]) {
      expect(connection).toEqual({ kind: 'offline', since, retryAt: (Date.now() + wait) / 1000 });
      await pass(wait);
    }
    expect(server.asked.length).toBe(7);
  });

  it('tries at once when asked to, or when the network comes back', async () => {
    open();
    await pass(1000);
    expect(server.asked.length).toBe(2);
    stream?.retry();
    await pass();
    expect(server.asked.length).toBe(3);
    window.dispatchEvent(new Event('online'));
    await pass();
    expect(server.asked.length).toBe(4);
  });

  it('takes long silence for a dead line', async () => {
    server.accept();
    open();
    await pass();
    server.say('event: hello\nid: a.7\ndata: {}\n\n');
    await pass(39_000);
    server.say(': keep-alive\n\n');
    await pass(39_000);
    expect(connection?.kind).toBe('live');
    await pass(2000);
    expect(connection?.kind).toBe('offline');
  });

  it.each([401, 404])('ends where the server does not give it (%d)', async (status) => {
    server.refuse(status);
    open();
    await pass(60_000);
    expect(connection).toEqual({ kind: 'refused' });
    expect(server.asked.length).toBe(1);
  });

  it('is silent once closed', async () => {
    server.accept();
    open();
    await pass();
    stream?.close();
    await pass(60_000);
    expect(server.asked.length).toBe(1);
    expect(connection).toEqual({ kind: 'connecting' });
  });
});

describe('the pause between attempts', () => {
  it('doubles up to an end, and is spread', () => {
    expect([1, 2, 3, 10].map((failures) => pause(failures, 0.5))).toEqual([1000, 2000, 4000, 15_000]);
    expect([pause(1, 0), pause(1, 1)]).toEqual([750, 1250]);
  });
});
