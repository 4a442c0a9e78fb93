/** Keeps what the page holds as fresh as the server, and tells whether it is. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useLayoutEffect, useSyncExternalStore } from 'react';
import type { Place } from '../base/place';
import { openGate, shutGate } from './client';
import { Changes } from './changes';
import type { LiveEvent, Scope } from './events';
import { keys } from './queries';
import { openStream, type Connection, type Stream } from './stream';

let connection: Connection = { kind: 'connecting' };
let heard = 0;
let stream: Stream | null = null;
const watchers = new Set<() => void>();

/** Follow what the place shows, for as long as it is shown. */
export function useLive(place: Place): void {
  const client = useQueryClient();
  const url = urlOf(place);
  const scope = JSON.stringify(scopeOf(place));
  // Before the queries of the screen start, which are passive effects: they are to wait for the stream's first word.
  useLayoutEffect(() => (url === null ? undefined : follow(client, url, JSON.parse(scope) as Scope)), [client, url, scope]);
}

/** Whether the page hears the server. Actions need that. */
export function useConnection(): Connection {
  return useSyncExternalStore(watch, () => connection);
}

/** When the server was last heard, in seconds since the epoch; not a state, since it changes all the time. */
export function lastHeard(): number {
  return heard;
}

export function retryNow(): void {
  stream?.retry();
}

function follow(client: QueryClient, url: string, scope: Scope): () => void {
  const changes = new Changes(client, scope);
  shutGate();
  const opened = openStream(url, {
    fresh() {
      changes.forget();
      // What was fetched before may be old; what waits at the gate is fetched now.
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== keys.viewer[0] });
      openGate();
    },
    message(message) {
      changes.take({ kind: message.kind, data: JSON.parse(message.data) as unknown } as LiveEvent); // the server's record
    },
    changed(next) {
      if (next.kind === 'offline' || next.kind === 'refused') openGate();
      if (next.kind === 'refused') void client.invalidateQueries({ queryKey: keys.viewer });
      publish(next);
    },
    heard() {
      heard = Date.now() / 1000;
    },
  });
  stream = opened;
  return () => {
    opened.close();
    changes.close();
    openGate();
  };
}

function urlOf(place: Place): string | null {
  if (place.screen === 'sweeps') return '/api/events';
  if (place.screen !== 'sweep' && place.screen !== 'run') return null;
  const { entity, project } = place.of;
  const kind = place.screen === 'sweep' ? ['sweeps', place.sweep] : ['runs', place.run];
  return `/api/projects/${[entity, project, ...kind].map(encodeURIComponent).join('/')}/events`;
}

function scopeOf(place: Place): Scope {
  return { of: 'of' in place ? place.of : null, sweep: place.screen === 'sweep' ? place.sweep : null };
}

function publish(next: Connection): void {
  connection = next;
  for (const changed of watchers) changed();
}

function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => watchers.delete(changed);
}
