/** Typed calls of the server's API, from the page that the server itself gave out; the session's cookie goes with them. */
import createClient from 'openapi-fetch';
import type { paths } from './schema';

/** What the server said was wrong, or that it could not be reached (code `unreachable`). */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
  }
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: reach });

/** The data of a reply; throws ApiError for any other. */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T; // typed by the schema; absent only where the schema says so
  throw errorOf(error, response.status);
}

/** The error in a reply's body; a sentence about the status where it holds none of besom's. */
export function errorOf(body: unknown, status: number): ApiError {
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  const { code, message } = error;
  if (typeof code === 'string' && typeof message === 'string') return new ApiError(code, message, status);
  return new ApiError('unknown', `the server answered with status ${status}`, status);
}

let gate: Promise<void> = Promise.resolve();
let openGateNow = (): void => {};

/**
 * Hold questions back until the live stream has begun, so that no change falls between an answer and the stream, and nothing
 * has to be asked twice. What takes longer than a second is not waited for.
 */
export function shutGate(): void {
  openGateNow();
  gate = new Promise((resolve) => {
    openGateNow = resolve;
    setTimeout(resolve, 1000);
  });
}

export function openGate(): void {
  openGateNow();
}

async function reach(request: Request): Promise<Response> {
  if (request.method === 'GET') await gate;
  try {
    return await fetch(request);
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw new ApiError('unreachable', 'the server does not answer', 0);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
