import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { newQueryClient } from '../../api/queries';
import { Login } from './login';

function open(address: string, answer: () => Response) {
  history.replaceState(null, '', address);
  const fetch = vi.fn<(request: Request) => Promise<Response>>(() => Promise.resolve(answer()));
  vi.stubGlobal('fetch', fetch);
  render(
    <StrictMode>
      <QueryClientProvider client={newQueryClient()}>
        <Login />
      </QueryClientProvider>
    </StrictMode>,
  );
  return fetch;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('logging in', () => {
  it('gives the token of the link once, and goes where the link leads', async () => {
    const fetch = open('/login#token=a1B2&next=/ana/mnist/sweeps/k3x9q7ab', () => Response.json({}));
    await waitFor(() => {
      expect(location.pathname).toBe('/ana/mnist/sweeps/k3x9q7ab');
    });
    const asked = await Promise.all(fetch.mock.calls.map(async ([request]) => [request.url, await request.text()]));
    expect(asked).toEqual([[`${location.origin}/api/session`, '{"token":"a1B2"}']]);
    expect(location.hash).toBe('');
  });

  it('says why a link does not work, and how to get another', async () => {
    const error = { code: 'unauthorised', message: 'this login link has been used' };
    open('/login#token=a1B2', () => Response.json({ error }, { status: 401 }));
    expect((await screen.findByRole('alert')).textContent).toBe('this login link has been used');
    expect(screen.getByText('besom open')).toBeDefined();
    expect(location.hash).toBe('');
  });

  it('takes a link pasted into the tab that asks for one', async () => {
    open('/login', () => Response.json({}));
    location.hash = '#token=a1B2&next=/ana/mnist';
    await waitFor(() => {
      expect(location.pathname).toBe('/ana/mnist');
    });
  });

  it('without a link says how to get one', () => {
    const fetch = open('/login', () => Response.json({}));
    expect(screen.getByText('besom open')).toBeDefined();
    expect(fetch).not.toHaveBeenCalled();
  });
});
