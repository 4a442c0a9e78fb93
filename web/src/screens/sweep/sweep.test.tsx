import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newQueryClient } from '../../api/queries';
import type { Curve, Run } from '../../api/records';
import { sampleRun, sampleSweep } from '../../api/samples';
import { sampleChoice, sampleRange } from '../../base/samples';
import { Toasts } from '../../widgets/toasts';
import { SweepScreen } from './sweep';

const AT = { entity: 'ana', project: 'mnist', sweep: 'k3x9q7ab' };
const NONE = sampleSweep().counts;
const logged = { count: 2, last: 0.5, min: 0.4, max: 0.9, last_step: 2, last_at: 1_700_000_050 };

const SWEEP = sampleSweep({
  total: 10,
  agents: 2,
  counts: { ...NONE, running: 1, finished: 2, stopped: 1 },
  best: { run: 'run00002', number: 2, value: 0.03123456 },
  document: { early_terminate: { type: 'envelope' } },
  parameters: [sampleRange('lr', 0, 1), sampleChoice('optimizer', 'adam', 'sgd'), sampleChoice('epochs', 20)],
});

const RUNS = [
  sampleRun({ number: 1, state: 'finished', value: 0.05, config: { lr: 0.5, optimizer: 'adam', epochs: 20 }, metrics: { val_loss: logged, acc: logged } }),
  sampleRun({ number: 2, state: 'finished', value: 0.03123456, config: { lr: 0.0123456, optimizer: 'sgd', epochs: 20 }, command: ['python', 'train.py', '--lr=0.0123456'], metrics: { val_loss: logged } }),
  sampleRun({ number: 3, state: 'stopped', value: 0.4, config: { lr: 0.9, optimizer: 'adam', epochs: 20 }, stop: { rule: 'envelope', age: 6, value: 0.4, limit: 0.2, by: [1] }, metrics: { val_loss: logged } }),
  sampleRun({ number: 4, state: 'running', config: { lr: 0.1, optimizer: 'sgd', epochs: 20 } }),
];

const CURVES: Curve[] = RUNS.slice(0, 3).map(({ id, number }) => ({ run: id, number, metric: 'val_loss', steps: [1, 2], times: [1, 2], values: [0.9, 0.5], count: 2 }));

type Answer = () => unknown;

let answers: Record<string, Answer>;
let asked: string[];

/** Answers by the end of the path; a Response is one as it stands. */
function serve(given: Record<string, Answer> = {}): void {
  answers = {
    '/sweeps/k3x9q7ab': () => SWEEP,
    '/runs': () => ({ runs: RUNS }),
    '/curves': () => ({ curves: CURVES }),
    '/limits': () => ({ rules: [{ rule: 'envelope', limits: [{ age: 1, value: 1, by: [1], among: 2 }, { age: 2, value: 0.8, by: [2], among: 2 }] }, { rule: 'hyperband', limits: [{ age: 2, value: 0.9, by: [1], among: 3 }] }] }),
    ...given,
  };
}

function refused(status: number, message: string): Answer {
  return () => Response.json({ error: { code: 'x', message } }, { status });
}

function show(): void {
  render(
    <QueryClientProvider client={newQueryClient()}>
      <SweepScreen at={AT} />
      <Toasts />
    </QueryClientProvider>,
  );
}

beforeEach(() => {
  history.replaceState(null, '', '/ana/mnist/sweeps/k3x9q7ab');
  asked = [];
  serve();
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  vi.stubGlobal(
    'fetch',
    vi.fn((request: Request) => {
      const { pathname } = new URL(request.url);
      asked.push(`${request.method} ${pathname}`);
      const found = Object.keys(answers).find((end) => pathname.endsWith(end));
      const answer = found === undefined ? null : answers[found]?.();
      if (answer instanceof Response) return Promise.resolve(answer);
      return answer === null ? new Promise(() => {}) : Promise.resolve(Response.json(answer));
    }),
  );
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const panel = async (name: string) => within(await screen.findByRole('region', { name }));
const numbers = (): string[] =>
  within(screen.getByRole('grid', { name: 'Runs' }))
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getByRole('link').textContent);

describe('the sweep', () => {
  it('says what it is called, how far it is, and in which states its runs are', async () => {
    show();
    expect(await screen.findByRole('heading', { level: 1, name: /mnist-lr-bs/ })).toBeDefined();
    expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('3/10: 1 running · 2 finished · 1 stopped');
    for (const fact of ['2 finished', '1 stopped', '2 agents', 'bayes · envelope']) expect(screen.getByText(fact)).toBeDefined();
    expect(document.title).toBe('mnist-lr-bs · besom');
  });

  it('shows the points of a repeated sweep, the leader first, with means and intervals', async () => {
    const result = (number: number, value: number) => ({ run: `run0000${number}`, number, repeat: 0, state: 'finished', value });
    serve({
      '/sweeps/k3x9q7ab': () => ({ ...SWEEP, document: { repeat: { seeds: [0, 1, 2] } } }),
      '/standings': () => ({
        standings: [
          { point: { lr: 0.5, optimizer: 'adam' }, mean: 0.051, half_width: 0.0021, results: [result(1, 0.05), result(4, 0.052)], leads: true, behind: false, keeps: true },
          { point: { lr: 0.0123456, optimizer: 'sgd' }, mean: 0.03123456, half_width: null, results: [result(2, 0.03123456)], leads: false, behind: false, keeps: true },
          { point: { lr: 0.9, optimizer: 'adam' }, mean: 0.4, half_width: null, results: [result(3, 0.4)], leads: false, behind: true, keeps: true },
        ],
      }),
    });
    show();
    const best = await panel('Best point');
    expect((await best.findByText('± 0.0021')).parentElement?.textContent).toBe('0.0510 ± 0.0021');
    expect(best.getByText('1 other point may be as good')).toBeDefined();
    expect(best.getAllByRole('link').map((link) => link.textContent)).toEqual(['1', '4']);
    const points = within(await screen.findByRole('grid', { name: 'Points' }));
    const cells = points.getAllByRole('row').slice(1).map((row) => within(row).getAllByRole('gridcell').slice(0, 2).map((cell) => cell.textContent));
    expect(cells).toEqual([['leads', '0.0510 ± 0.0021'], ['may be as good', '0.03123'], ['behind', '0.4']]);
    expect(points.getByRole('img', { name: 'values 0.05, 0.052' })).toBeDefined();
  });

  describe('with several objectives and a limit', () => {
    const speed = { name: 'speed', goal: 'maximize', reduce: 'last' };
    const several = {
      ...SWEEP,
      metrics: [...SWEEP.metrics, speed],
      outcome_constraints: [{ metric: 'memory', min: null, max: 8, reduce: 'last' }],
      front: [2, 1],
      best: { run: 'run00002', number: 2, value: 0.03123456 },
    };
    const values = [{ val_loss: 0.05, speed: 9, memory: 4 }, { val_loss: 0.03123456, speed: 3, memory: 7 }, { val_loss: 0.4, speed: 20, memory: 11 }, {}];
    const runs = RUNS.map((run, at) => ({ ...run, values: values[at], broken: at === 2 ? ['memory'] : [] }));

    it('draws the front, and its columns say who is on it and who breaks the limit', async () => {
      serve({ '/sweeps/k3x9q7ab': () => several, '/runs': () => ({ runs }) });
      show();
      const front = await panel('Front');
      expect(front.getByText(/^2 of 3 runs are on the front: val_loss 0.03123 to 0.05, speed 3 to 9. 1 breaks a limit/)).toBeDefined();
      await userEvent.selectOptions(front.getByRole('combobox', { name: 'Upwards' }), 'memory');
      expect(location.search).toContain('plane=val_loss,memory');
      expect(front.getByText(/memory 4 to 7. 1 breaks a limit \(memory at most 8\)/)).toBeDefined();
      const rows = within(screen.getByRole('grid', { name: 'Runs' })).getAllByRole('row').slice(1);
      expect(rows.map((row) => within(row).getAllByRole('gridcell').slice(2, 6).map((cell) => cell.textContent))).toEqual([
        ['0.03123', '3', '7', 'front'],
        ['0.05', '9', '4', 'front'],
        ['0.4', '20', '11 ◇breaks its limit: at most 8', 'breaks a limit'],
        ['–', '–', '–', ''],
      ]);
      expect((await panel('Best by val_loss')).getByText('speed 3')).toBeDefined();
    });

    it('puts what breaks the only limit of one objective behind what keeps it, however good', async () => {
      const breaker = { ...runs[2], value: 0.001, values: { ...runs[2]?.values, val_loss: 0.001 } };
      serve({ '/sweeps/k3x9q7ab': () => ({ ...several, metrics: SWEEP.metrics, front: [] }), '/runs': () => ({ runs: [breaker, ...runs.slice(0, 2)] }) });
      show();
      await panel('Best run');
      const rows = within(screen.getByRole('grid', { name: 'Runs' })).getAllByRole('row').slice(1);
      expect(rows.map((row) => within(row).getAllByRole('gridcell')[2]?.textContent)).toEqual(['0.03123', '0.05', '0.001']);
    });

    it('says that no run keeps the limits', async () => {
      const none = { ...several, metrics: SWEEP.metrics, front: [], best: null };
      serve({ '/sweeps/k3x9q7ab': () => none, '/runs': () => ({ runs: runs.slice(2) }) });
      show();
      const best = await panel('Best run');
      expect(best.getByText('No run keeps the limits')).toBeDefined();
      expect(best.getByText('The best with memory at most 8 stands here.')).toBeDefined();
      expect(await panel('Limits')).toBeDefined();
    });
  });

  it('shows the best run with its lead, its values and its command', async () => {
    show();
    const best = await panel('Best run');
    expect(best.getByText('0.03123')).toBeDefined();
    expect(best.getByText('next best run 1, 60 % behind')).toBeDefined();
    expect(best.getByRole('link', { name: 'run 2' }).getAttribute('href')).toBe('/ana/mnist/runs/run00002');
    expect(best.getByText('0.01235')).toBeDefined();
    expect(best.getByLabelText('Command of the best run').textContent).toBe('python train.py --lr=0.0123456');
  });

  it('shows no command where agents call a function', async () => {
    serve({ '/runs': () => ({ runs: RUNS.map((run) => ({ ...run, command: [] })) }) });
    show();
    const best = await panel('Best run');
    expect(best.getByText('0.03123')).toBeDefined();
    expect(best.queryByRole('button', { name: 'Command' })).toBeNull();
    expect(best.queryByLabelText('Command of the best run')).toBeNull();
  });

  it('lists the runs, the best first, those without a value last, with what is constant said once', async () => {
    show();
    const runs = await panel('Runs');
    expect(numbers()).toEqual(['2', '1', '3', '4']);
    expect(runs.getByText('the same in all: epochs 20')).toBeDefined();
    expect(runs.queryByRole('columnheader', { name: 'epochs' })).toBeNull();
    expect(runs.getByText('envelope at report 6, limit 0.2')).toBeDefined();
    expect(runs.getByText('+60 %')).toBeDefined();
  });

  it('shows how good predictions were, of finished runs that a model chose, and which were chosen how', async () => {
    const user = userEvent.setup();
    const predicted = { latency: { median: 7, low: 6, high: 8 }, val_loss: { median: 0.05, low: 0.04, high: 0.06 } };
    const info = (number: number | null) => (number === 1 ? { by: 'start' } : { by: 'model', acquisition: 'ei', predicted });
    const values = (value: number | null) => (value === null ? {} : { val_loss: value, latency: 7.5 });
    serve({ '/runs': () => ({ runs: RUNS.map((run) => ({ ...run, info: info(run.number), values: values(run.value) })) }) });
    show();
    const predictions = await panel('Predictions');
    expect(predictions.getByText('Of 1 prediction of val_loss 0 (0 %) came out within the 68 % interval, 1 below it and 0 above.')).toBeDefined();
    await user.selectOptions(predictions.getByLabelText('Metric predicted'), 'latency');
    expect(predictions.getByText(/^Of 1 prediction of latency 1 \(100 %\)/)).toBeDefined();
    const runs = await panel('Runs');
    expect(runs.getByRole('columnheader', { name: 'Chosen by' })).toBeDefined();
    expect(runs.getAllByText('model, EI')).toHaveLength(3);
  });

  it('says nothing of predictions where there are none', async () => {
    show();
    const runs = await panel('Runs');
    expect(screen.queryByRole('region', { name: 'Predictions' })).toBeNull();
    expect(runs.queryByRole('columnheader', { name: 'Chosen by' })).toBeNull();
  });

  it('marks runs outside the present space, and says what an edit and a budget have done', async () => {
    serve({
      '/sweeps/k3x9q7ab': () => ({ ...SWEEP, space_version: 2, budget_seconds: 7200, spent: 3600, closed: 'target' }),
      '/runs': () => ({ runs: RUNS.map((run) => ({ ...run, inside: run.number !== 3 })) }),
    });
    show();
    const runs = await panel('Runs');
    expect(runs.getAllByText('outside')).toHaveLength(1);
    expect(runs.getByTitle('Its point lies outside the present space; it was made in version 1')).toBeDefined();
    for (const fact of ['version 2', '1h00 of 2h00 spent', 'target reached']) expect(screen.getByText(fact)).toBeDefined();
  });

  it('sorts and filters, and the address says so', async () => {
    const user = userEvent.setup();
    show();
    const runs = await panel('Runs');
    await user.click(runs.getByRole('button', { name: 'lr' }));
    expect(numbers()).toEqual(['2', '4', '1', '3']);
    await user.type(screen.getByRole('searchbox'), 'adam');
    expect(numbers()).toEqual(['1', '3']);
    expect(screen.getByText('2 of 4 runs match')).toBeDefined();
    expect(location.search).toBe('?sort=lr&q=adam');
    await user.click(screen.getByRole('button', { name: 'Remove the filter adam' }));
    expect(numbers()).toHaveLength(4);
  });

  it('opens as the address says', async () => {
    history.replaceState(null, '', '?sort=run&dir=desc&state=finished&brush=lr:0.1..1;optimizer:adam&pin=1');
    show();
    await panel('Runs');
    expect(numbers()).toEqual(['1']);
    expect(screen.getByRole('button', { name: 'Remove the filter lr: 0.1 to 1' })).toBeDefined();
    expect(screen.getByRole('button', { name: 'Pin run 1' }).getAttribute('aria-pressed')).toBe('true');
  });

  it('says that filters hide all, in every part, and shows all again', async () => {
    history.replaceState(null, '', '?q=zzz');
    const user = userEvent.setup();
    show();
    await screen.findByText('0 of 4 runs match', { selector: 'strong' });
    expect(screen.getAllByText('No run matches')).toHaveLength(3);
    await user.click(screen.getAllByRole('button', { name: 'Show all' })[0] as HTMLElement);
    expect(numbers()).toHaveLength(4);
  });

  it('says what is wrong with a filter', async () => {
    history.replaceState(null, '', '?q=optimzer:adam');
    show();
    expect(await screen.findByText('nothing is called optimzer; did you mean optimizer?')).toBeDefined();
  });

  it('pins by the key x, and opens by Enter', async () => {
    const user = userEvent.setup();
    show();
    await panel('Runs');
    screen.getAllByRole('row')[1]?.focus();
    await user.keyboard('xjx');
    expect(location.search).toBe('?pin=2,1');
    await user.keyboard('{Enter}');
    expect(location.pathname).toBe('/ana/mnist/runs/run00001');
  });
});

describe('what can be done with a sweep', () => {
  it('is said in numbers first, then done, then told', async () => {
    serve({ '/cancel': () => ({ ...SWEEP, state: 'cancelled' }) });
    const user = userEvent.setup();
    show();
    await user.click(await screen.findByRole('button', { name: 'Cancel…' }));
    expect(screen.getByRole('dialog').textContent).toContain('1 running run will be killed.');
    expect(asked.some((call) => call.startsWith('POST'))).toBe(false);
    await user.click(screen.getByRole('button', { name: 'Cancel the sweep' }));
    expect(await screen.findByText('mnist-lr-bs is cancelled; 1 running run is being killed')).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(asked).toContain('POST /api/projects/ana/mnist/sweeps/k3x9q7ab/cancel');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.getByRole('button', { name: 'Resume' }).getAttribute('aria-disabled')).toBe('false');
  });

  it('keeps the dialog open, and says why, where the server refuses', async () => {
    serve({ '/pause': refused(409, 'sweep k3x9q7ab is finished; it cannot become paused') });
    const user = userEvent.setup();
    show();
    await user.click(await screen.findByRole('button', { name: 'Pause' }));
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Pause' }));
    expect((await screen.findByRole('alert')).textContent).toContain('it cannot become paused');
  });

  it('is refused with a reason where it makes no sense', async () => {
    serve({ '/sweeps/k3x9q7ab': () => ({ ...SWEEP, state: 'finished' }) });
    const user = userEvent.setup();
    show();
    const stop = await screen.findByRole('button', { name: 'Stop…' });
    expect(stop.getAttribute('title')).toBe('The sweep is finished');
    await user.click(stop);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('is renaming in place, with a way back', async () => {
    const user = userEvent.setup();
    show();
    await user.click(await screen.findByRole('button', { name: 'Rename' }));
    answers['/sweeps/k3x9q7ab'] = () => ({ ...SWEEP, name: 'better' });
    await user.clear(screen.getByRole('textbox', { name: 'Name of the sweep' }));
    await user.keyboard('better{Enter}');
    expect(await screen.findByRole('heading', { level: 1, name: /better/ })).toBeDefined();
    expect(screen.getByText('Renamed to better')).toBeDefined();
    answers['/sweeps/k3x9q7ab'] = () => SWEEP;
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(await screen.findByRole('heading', { level: 1, name: /mnist-lr-bs/ })).toBeDefined();
  });
});

describe('where something is missing', () => {
  it('says that there is no such sweep', async () => {
    serve({ '/sweeps/k3x9q7ab': refused(404, 'no') });
    show();
    expect(await screen.findByText('There is no sweep k3x9q7ab in ana/mnist')).toBeDefined();
  });

  it('says how to start an agent', async () => {
    serve({ '/sweeps/k3x9q7ab': () => sampleSweep({ document: SWEEP.document }), '/runs': () => ({ runs: [] }), '/curves': () => ({ curves: [] }) });
    show();
    expect((await screen.findByRole('region', { name: 'Nothing is running. Start an agent:' })).textContent).toContain('besom agent k3x9q7ab');
    expect((await panel('Runs')).getByText('No run yet')).toBeDefined();
    expect((await panel('Best run')).getByText('No run has logged val_loss')).toBeDefined();
  });

  it('names what was logged instead of the metric, and shows it on request', async () => {
    const runs: Run[] = [sampleRun({ state: 'finished', metrics: { 'val/loss': logged, acc: logged } })];
    serve({ '/runs': () => ({ runs }) });
    const user = userEvent.setup();
    show();
    const notice = await screen.findByRole('region', { name: 'No run has logged val_loss' });
    expect(notice.textContent).toContain('Logged so far: val/loss, acc.');
    await user.click(within(notice).getByRole('button', { name: 'Show val/loss instead' }));
    expect(location.search).toBe('?metric=val/loss');
  });

  it('keeps what went wrong in one part within that part', async () => {
    serve({ '/curves': refused(422, 'too many curves') });
    show();
    expect((await (await panel('Learning curves')).findByRole('alert')).textContent).toContain('too many curves');
    expect(numbers()).toHaveLength(4);
  });

  it('waits in the shape of what is to come', () => {
    vi.stubGlobal('fetch', () => new Promise(() => {}));
    show();
    expect(document.querySelector('[aria-busy]')).not.toBeNull();
  });
});
