import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newQueryClient } from '../../api/queries';
import type { Run } from '../../api/records';
import { sampleRun, sampleSweep } from '../../api/samples';
import { KeyHelp } from '../../widgets/keys';
import { Toasts } from '../../widgets/toasts';
import { RunScreen } from './run';

const AT = { entity: 'ana', project: 'mnist', run: 'run00003' };
const NONE = sampleSweep().counts;
const BEST = sampleRun({ number: 2, state: 'finished', value: 0.03, config: { lr: 0.02, optimizer: 'adam', epochs: 20 } });
const STOPPED = sampleRun({
  number: 3,
  state: 'stopped',
  value: 0.4,
  agent: 'agent-1',
  config: { lr: 0.9, optimizer: 'sgd', epochs: 20 },
  command: ['python', 'train.py', '--lr=0.9'],
  stop: { rule: 'envelope', age: 6, value: 0.4, limit: 0.2, by: [1, 2] },
  info: { by: 'random' },
});
const SWEEP = sampleSweep({ counts: { ...NONE, finished: 2, stopped: 1 }, best: { run: BEST.id, number: 2, value: 0.03 } });

type Answer = () => unknown;

let answers: Record<string, Answer>;

function serve(run: Run, given: Record<string, Answer> = {}): void {
  answers = {
    '/runs/run00003/why': () => ({ run: run.id, number: 3, state: run.state, sentences: ['run 3 was stopped by envelope', 'its best val_loss was 0.4'], stop: run.stop, attempts: [], chosen: ['its values were drawn at random'] }),
    '/runs/run00003/curves': () => ({ curves: [{ run: run.id, number: 3, metric: 'val_loss', steps: [1, 2], times: [1, 2], values: [0.5, 'NaN'], count: 2 }] }),
    '/runs/run00003/log': () => ({ attempt: 1, first: 0, lines: ['epoch 1', '\u001b[31mred\u001b[0m <b>', 'Traceback (most recent call last):', '  File "x"', 'ValueError: no'], ended: true }),
    '/runs/run00003/kill': () => ({ ...run, order: 'kill' }),
    '/runs/run00003': () => run,
    '/runs/run00002': () => BEST,
    '/runs/2': () => BEST,
    '/sweeps/k3x9q7ab/limits': () => ({ rules: [] }),
    '/sweeps/k3x9q7ab': () => SWEEP,
    ...given,
  };
}

function show(): void {
  render(
    <QueryClientProvider client={newQueryClient()}>
      <KeyHelp />
      <RunScreen at={AT} />
      <Toasts />
    </QueryClientProvider>,
  );
}

beforeEach(() => {
  history.replaceState(null, '', '/ana/mnist/runs/run00003');
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  vi.stubGlobal('fetch', (request: Request) => {
    const { pathname } = new URL(request.url);
    const answer = Object.entries(answers).find(([end]) => pathname.endsWith(end))?.[1]();
    return answer instanceof Response ? Promise.resolve(answer) : Promise.resolve(Response.json(answer ?? {}));
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const panel = async (name: string) => within(await screen.findByRole('region', { name }));

describe('the run', () => {
  it('says in sentences what became of it and how it was chosen, with its command', async () => {
    serve(STOPPED);
    show();
    const story = await panel('What became of it');
    expect((await story.findByText(/Run 3 was stopped by envelope\. Its best val_loss was 0\.4\./)).textContent).toContain('See them side by side');
    expect(story.getByRole('link', { name: 'See them side by side' }).getAttribute('href')).toBe('/ana/mnist/sweeps/k3x9q7ab?pin=3,1,2');
    expect(story.getByText('Its values were drawn at random.')).toBeDefined();
    expect(story.getByRole('button', { name: 'Copy' }).parentElement?.textContent).toContain('python train.py --lr=0.9');
    expect(screen.getByRole('heading', { level: 1, name: 'Run 3' })).toBeDefined();
    expect(screen.getByText('envelope at report 6, limit 0.2')).toBeDefined();
  });

  it('draws what was expected beside what came out', async () => {
    const told = { run: 'run00003', number: 3, state: 'finished', sentences: ['run 3 finished'], stop: null, attempts: [] };
    const prediction = { metric: 'val_loss', median: 0.31, low: 0.27, high: 0.36, target: 0.29, value: 0.4 };
    serve({ ...STOPPED, state: 'finished', stop: null }, { '/runs/run00003/why': () => ({ ...told, chosen: ['val_loss was predicted'], predictions: [prediction] }) });
    show();
    const story = await panel('What became of it');
    expect(await story.findByRole('img', { name: 'val_loss predicted at 0.31, from 0.27 to 0.36, came out at 0.4' })).toBeDefined();
    expect(story.getByText('aimed at')).toBeDefined();
  });

  it('shows its values beside those of the best, and what is the same', async () => {
    serve(STOPPED);
    show();
    const values = await panel('Parameters');
    await values.findByRole('link', { name: 'run 2' });
    const cells = values.getAllByRole('row').slice(1).map((row) => row.textContent);
    expect(cells).toEqual(['lr0.90.02', 'optimizersgdadam', 'epochs20same']);
  });

  it('shows the end of what it printed where it failed', async () => {
    serve({ ...STOPPED, state: 'failed', stop: null, exit_code: 1, error: 'Traceback\n\u001b[31mValueError: no\u001b[0m\n' });
    show();
    expect((await (await panel('What became of it')).findByLabelText('The last lines it printed')).textContent).toBe('Traceback\nValueError: no');
  });

  it('leads to its neighbours by buttons and keys, as far as there are any', async () => {
    serve(STOPPED);
    const user = userEvent.setup();
    show();
    const before = await screen.findByRole('button', { name: '← Previous' });
    await vi.waitFor(() => {
      expect(before.getAttribute('aria-disabled')).toBe('false');
    });
    expect(screen.getByRole('button', { name: 'Next →' }).getAttribute('title')).toBe('There is no run 4');
    await user.keyboard('[[');
    expect(location.pathname).toBe('/ana/mnist/runs/run00002');
  });

  it('is killed after a word of what that means', async () => {
    serve({ ...STOPPED, state: 'running', stop: null });
    const user = userEvent.setup();
    show();
    await user.click(await screen.findByRole('button', { name: 'Kill…' }));
    expect(screen.getByRole('dialog').textContent).toContain('1 running run is killed');
    await user.click(screen.getByRole('button', { name: 'Kill the run' }));
    expect(await screen.findByText('Run 3 is being killed')).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.getByRole('button', { name: 'Kill…' }).getAttribute('title')).toBe('It is being killed');
  });

  it('says that there is no such run', async () => {
    serve(STOPPED, { '/runs/run00003': () => Response.json({ error: { code: 'not_found', message: 'no' } }, { status: 404 }) });
    show();
    expect(await screen.findByText('There is no run run00003 in ana/mnist')).toBeDefined();
  });
});

describe('its log', () => {
  it('shows text as text, without what a terminal would make of it', async () => {
    serve(STOPPED);
    show();
    const log = await (await panel('Log')).findByRole('log');
    expect(log.textContent).toContain('red <b>');
    expect(within(log).getByText('red').getAttribute('data-colour')).toBe('1');
  });

  it('is searched, and leads to the error', async () => {
    serve(STOPPED);
    const user = userEvent.setup();
    show();
    const log = await panel('Log');
    await user.type(await log.findByRole('searchbox'), 'e{Enter}{Enter}');
    expect(log.getByText('2 of 5')).toBeDefined();
    await user.click(log.getByRole('button', { name: 'Jump to the error' }));
    expect(log.getByRole('log').querySelector('[data-current]')?.textContent).toContain('Traceback');
    expect(log.getByRole('button', { name: 'To the end ↓' })).toBeDefined();
  });

  it('says why there is nothing yet', async () => {
    serve({ ...STOPPED, state: 'queued', stop: null }, { '/runs/run00003/log': () => ({ attempt: 0, first: 0, lines: [], ended: false }), '/runs/run00003/curves': () => ({ curves: [] }) });
    show();
    expect(await (await panel('Log')).findByText('The run waits for an agent.')).toBeDefined();
    expect(await (await panel('Curves')).findByText('No curves yet')).toBeDefined();
  });
});
