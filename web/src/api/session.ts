/** Logging in and out. */
import { queryOptions } from '@tanstack/react-query';
import { ApiError, errorOf } from './client';

/** Gives the one-time token of a login link for a session. A query, so that the token is used once however often it is asked. */
export const sessionQuery = (token: string) =>
  queryOptions({
    queryKey: ['session', token] as const,
    retry: false,
    queryFn: async () => {
      const body = JSON.stringify({ token });
      const reply = await fetch('/api/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body }).catch(() => {
        throw new ApiError('unreachable', 'the server does not answer', 0);
      });
      if (!reply.ok) throw errorOf(await reply.json().catch(() => null), reply.status);
      return true;
    },
  });
