import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parsePlace } from '../base/place';
import { useConnection, useLive } from './live';
import { newQueryClient, sweepsQuery } from './queries';
import { sampleSweep } from './samples';

let asked: string[];
let stream: ReadableStreamDefaultController<Uint8Array> | null;
let names: string[];
let hold: Promise<void>;
let release: () => void;

/** A server with one stream and a list of sweeps. */
async function serve(input: string | Request): Promise<Response> {
  const path = typeof input === 'string' ? input : new URL(input.url).pathname;
  asked.push(path);
  if (path === '/api/events') return new Response(new ReadableStream({ start: (controller) => void (stream = controller) }));
  const reply = Response.json({ sweeps: names.map((name) => sampleSweep({ id: name, name })) });
  await hold;
  return reply;
}

const say = (text: string): Promise<unknown> => {
  stream?.enqueue(new TextEncoder().encode(text));
  return pass(0);
};
const pass = (milliseconds: number): Promise<unknown> => act(() => vi.advanceTimersByTimeAsync(milliseconds));

function Screen() {
  useLive(parsePlace('/'));
  const sweeps = useQuery(sweepsQuery(null));
  return (
    <p role="status">
      {useConnection().kind}: {sweeps.data?.map((sweep) => `${sweep.name} ${sweep.state}`).join(', ')}
    </p>
  );
}

function show(): void {
  render(
    <QueryClientProvider client={newQueryClient()}>
      <Screen />
    </QueryClientProvider>,
  );
}

const shown = (): string => screen.getByRole('status').textContent;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  stream = null;
  names = ['a'];
  hold = Promise.resolve();
  vi.stubGlobal('fetch', serve);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a screen that is live', () => {
  it('asks once, after the stream has begun, so that nothing falls between', async () => {
    show();
    await pass(0);
    expect(asked).toEqual(['/api/events']);
    await say('event: hello\nid: x.1\ndata: {}\n\n');
    await pass(10);
    expect(asked).toEqual(['/api/events', '/api/sweeps']);
    expect(shown()).toBe('live: a running');
  });

  it('does not wait for a stream that is slow to come', async () => {
    show();
    await pass(1100);
    expect(shown()).toBe('connecting: a running');
  });

  it('shows what it is told at once, and then at most four times a second', async () => {
    show();
    await pass(0);
    await say('event: hello\nid: x.1\ndata: {}\n\n');
    await pass(10);
    const tell = (state: 'paused' | 'running' | 'stopped') =>
      say(`event: sweep\ndata: ${JSON.stringify(sampleSweep({ id: 'a', name: 'a', state }))}\n\n`);
    await tell('paused');
    await pass(10);
    expect(shown()).toBe('live: a paused');
    await tell('running');
    await tell('stopped');
    await pass(10);
    expect(shown()).toBe('live: a paused');
    await pass(250);
    expect(shown()).toBe('live: a stopped');
  });

  it('keeps what it is told while an older answer is on its way', async () => {
    show();
    await pass(0);
    await say('event: hello\nid: x.1\ndata: {}\n\n');
    await pass(10);
    hold = new Promise((resolve) => (release = resolve));
    await say('event: reset\nid: y.9\ndata: {}\n\n'); // asks again; the answer is made now, and comes late
    await say(`event: sweep\ndata: ${JSON.stringify(sampleSweep({ id: 'a', name: 'a', state: 'paused' }))}\n\n`);
    await pass(10);
    expect(shown()).toBe('live: a paused');
    release();
    await pass(0);
    await pass(500);
    expect(shown()).toBe('live: a paused');
  });

  it('asks for everything again when the server has forgotten where the page was', async () => {
    show();
    await pass(0);
    await say('event: hello\nid: x.1\ndata: {}\n\n');
    await pass(10);
    names = ['a', 'b'];
    await say('event: reset\nid: y.9\ndata: {}\n\n');
    await pass(10);
    expect(shown()).toBe('live: a running, b running');
  });
});
