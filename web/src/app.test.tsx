import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newQueryClient } from './api/queries';
import { sampleSweep } from './api/samples';
import { App } from './app';

const VIEWER = { entity: 'ana', scope: 'admin', project: null, version: '0.1.0' };
const UNAUTHORISED = { error: { code: 'unauthorised', message: 'a key is needed' } };

let answers: Record<string, () => Response>;

function show(address: string): void {
  history.replaceState(null, '', address);
  render(
    <QueryClientProvider client={newQueryClient()}>
      <App />
    </QueryClientProvider>,
  );
}

beforeEach(() => {
  answers = {
    '/api/viewer': () => Response.json(VIEWER),
    '/api/sweeps': () => Response.json({ sweeps: [sampleSweep()] }),
    '/api/projects/ana/mnist/sweeps': () => Response.json({ sweeps: [sampleSweep()] }),
  };
  const missing = () => Response.json({ error: { code: 'not_found', message: 'nothing there' } }, { status: 404 });
  vi.stubGlobal('fetch', (input: string | Request) => {
    const path = typeof input === 'string' ? input : new URL(input.url).pathname;
    return Promise.resolve((answers[path] ?? missing)());
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the page', () => {
  it('shows what the address names, and goes on by links without a load', async () => {
    show('/');
    await screen.findByRole('link', { name: 'mnist-lr-bs' });
    await userEvent.click(screen.getByRole('link', { name: 'mnist-lr-bs' }));
    expect(location.pathname).toBe('/ana/mnist/sweeps/k3x9q7ab');
    expect(document.activeElement).toBe(screen.getByRole('main'));
    await userEvent.click(screen.getByRole('link', { name: 'ana/mnist' }));
    expect(location.pathname).toBe('/ana/mnist');
    await screen.findByRole('grid', { name: 'Sweeps' });
  });

  it('says how to log in where nobody is, whatever the address', async () => {
    answers = { '/api/viewer': () => Response.json(UNAUTHORISED, { status: 401 }) };
    show('/ana/mnist/sweeps/k3x9q7ab');
    await screen.findByText('besom open');
    expect(location.pathname).toBe('/ana/mnist/sweeps/k3x9q7ab');
  });

  it('says when an address means nothing', async () => {
    show('/ana/mnist/models/7');
    await screen.findByText('There is nothing at this address');
  });

  it('leaves the rest standing when a screen breaks', async () => {
    vi.spyOn(console, 'error').mockReturnValue(undefined);
    answers['/api/sweeps'] = () => Response.json({ sweeps: [{ ...sampleSweep(), counts: null }] });
    show('/');
    await screen.findByText('This part of the page cannot be drawn');
    expect(screen.getByRole('link', { name: 'besom' })).toBeDefined();
  });

  it('lets a person out', async () => {
    show('/');
    await userEvent.click(await screen.findByRole('button', { name: 'ana' }));
    expect(screen.getByRole('dialog').textContent).toContain('You may see and change everything');
    answers = { '/api/session': () => Response.json({ ended: true }) };
    await userEvent.click(screen.getByRole('button', { name: 'Log out' }));
    await screen.findByText('besom open');
    expect(screen.queryByText('mnist-lr-bs')).toBeNull();
  });
});
