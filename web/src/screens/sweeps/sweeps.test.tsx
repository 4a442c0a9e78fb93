import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newQueryClient } from '../../api/queries';
import { sampleSweep } from '../../api/samples';
import { SweepsScreen } from './sweeps';

const COUNTS = sampleSweep().counts;
const SWEEPS = [
  sampleSweep({
    id: 'a',
    name: 'lr-bs',
    total: 100,
    counts: { ...COUNTS, finished: 70, running: 3 },
    agents: 3,
    best: { run: 'r', number: 54, value: 0.03123456 },
  }),
  sampleSweep({ id: 'b', name: 'resnet-aug', state: 'paused', method: 'grid', created_at: 1_700_000_500 }),
  sampleSweep({ id: 'c', name: 'lora-rank', state: 'finished', metric: null }),
];

function serve(answer: () => Response): void {
  vi.stubGlobal('fetch', vi.fn(() => Promise.resolve(answer())));
}

function show(): void {
  render(
    <QueryClientProvider client={newQueryClient()}>
      <SweepsScreen of={null} />
    </QueryClientProvider>,
  );
}

const names = (): string[] => screen.getAllByRole('row').slice(1).map((row) => row.querySelector('a')?.textContent ?? '');

beforeEach(() => {
  history.replaceState(null, '', '/');
  serve(() => Response.json({ sweeps: SWEEPS }));
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the list of sweeps', () => {
  it('tells of each its state, progress, best and agents, the newest first', async () => {
    show();
    const row = (await screen.findByText('lr-bs')).closest('[role=row]');
    for (const text of ['running', '70/100', '0.03123', 'val_loss, run 54', '3']) expect(row?.textContent).toContain(text);
    expect(names()).toEqual(['resnet-aug', 'lr-bs', 'lora-rank']);
    expect(screen.getByRole('link', { name: 'lr-bs' }).getAttribute('href')).toBe('/ana/mnist/sweeps/a');
  });

  it('tells of several objectives how many runs no other beats', async () => {
    const metrics = [{ name: 'val_loss', goal: 'minimize', reduce: 'best' } as const, { name: 'speed', goal: 'maximize', reduce: 'last' } as const];
    serve(() => Response.json({ sweeps: [sampleSweep({ metrics, front: [3, 1, 7], best: { run: 'r', number: 3, value: 0.2 } })] }));
    show();
    const row = (await screen.findByText('front of 3')).closest('[role=row]');
    expect(row?.textContent).toContain('val_loss and speed');
    expect(row?.textContent).not.toContain('0.2');
  });

  it('is narrowed by text and state, and the address says so', async () => {
    const user = userEvent.setup();
    show();
    await user.type(await screen.findByRole('searchbox'), 'grid');
    expect(names()).toEqual(['resnet-aug']);
    expect(location.search).toBe('?q=grid');
    await user.clear(screen.getByRole('searchbox'));
    await user.click(screen.getByRole('button', { name: /finished/ }));
    expect(names()).toEqual(['lora-rank']);
    expect(location.search).toBe('?state=finished');
  });

  it('opens as the address says', async () => {
    history.replaceState(null, '', '/?sort=name&state=running,finished');
    show();
    await screen.findByText('lr-bs');
    expect(names()).toEqual(['lora-rank', 'lr-bs']);
  });

  it('says when nothing fits, and shows all again', async () => {
    history.replaceState(null, '', '/?q=xyz');
    const user = userEvent.setup();
    show();
    await screen.findByText('None of 3 sweeps fits');
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    expect(names().length).toBe(3);
  });

  it('says how to begin where there is none', async () => {
    serve(() => Response.json({ sweeps: [] }));
    show();
    expect((await screen.findByText(/besom init/)).textContent).toBe('besom init\nbesom sweep sweep.yaml\nbesom agent SWEEP_ID');
  });

  it('says what went wrong in the words of the server', async () => {
    serve(() => Response.json({ error: { code: 'forbidden', message: 'a key of scope run cannot do this' } }, { status: 403 }));
    show();
    expect((await screen.findByRole('alert')).textContent).toContain('a key of scope run cannot do this');
  });
});
