/** Logging in and out. */
import { queryOptions } from '@tanstack/react-query';
import { answer, api } from './client';

/** Gives the one-time token of a login link for a session. A query, so that the token is used once however often it is asked. */
export const sessionQuery = (token: string) =>
  queryOptions({
    queryKey: ['session', token] as const,
    retry: false,
    queryFn: () => answer(api.POST('/api/session', { body: { token } })),
  });

/** Ends this browser's session. */
export async function logOut(): Promise<void> {
  await answer(api.DELETE('/api/session'));
}
