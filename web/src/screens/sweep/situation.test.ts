import { describe, expect, it } from 'vitest';
import type { Run, Sweep } from '../../api/records';
import { sampleRun, sampleSweep } from '../../api/samples';
import { factsOf } from './facts';
import { situations } from './situation';

const NONE = sampleSweep().counts;
const logged = { count: 1, last: 1, min: 1, max: 1, last_step: 1, last_at: 0 };

function told(given: Partial<Sweep>, runs: Run[] = []) {
  const sweep = sampleSweep(given);
  return situations(sweep, runs, factsOf(sweep));
}

const done = (given: Partial<Run>): Run => sampleRun({ state: 'finished', started_at: 0, ended_at: 100, ...given });

describe('what a person is told first', () => {
  it('is that nothing runs without an agent', () => {
    expect(told({})).toEqual([{ kind: 'no agent', title: 'Nothing is running. Start an agent:', detail: null }]);
    expect(told({ agents: 2 })).toEqual([]);
    expect(told({ state: 'paused' })).toEqual([]);
  });

  it('is what becomes of runs whose agent is gone', () => {
    const [situation] = told({ counts: { ...NONE, running: 2 } }, [sampleRun({}), sampleRun({ number: 2 })]);
    expect(situation).toMatchObject({ kind: 'no agent', detail: 'The 2 runs that they had wait a minute for a sign of life and then return to the queue.' });
  });

  it('is how the first run does, until it has a value', () => {
    const first = sampleRun({ metrics: { loss: logged } });
    const counts = { ...NONE, running: 1 };
    expect(told({ agents: 1, counts }, [first])).toEqual([{ kind: 'first run', run: first, metrics: ['loss'] }]);
    expect(told({ agents: 1, counts }, [sampleRun({ value: 1 })])).toEqual([]);
  });

  it('is that a finished run has not logged the metric, and what may have been meant', () => {
    const runs = [done({ metrics: { 'val/loss': logged, acc: logged } })];
    expect(told({ agents: 1 }, runs)).toEqual([{ kind: 'metric missing', metric: 'val_loss', logged: ['val/loss', 'acc'], near: ['val/loss'] }]);
    expect(told({ agents: 1 }, [done({ metrics: { val_loss: logged } })])).toEqual([]);
    expect(told({ agents: 1, metric: null }, runs)).toEqual([]);
  });

  it('is how it ended: the best, and what stopping early has saved', () => {
    const runs = [done({ value: 0.3 }), done({ number: 2, value: 0.25, metrics: { val_loss: logged } }), done({ number: 3, state: 'stopped', ended_at: 50 })];
    const [over] = told({ state: 'finished', counts: { ...NONE, finished: 2, stopped: 1, failed: 1 }, created_at: 0, ended_at: 125 }, runs);
    expect(over).toEqual({
      kind: 'over',
      title: 'The sweep is finished',
      sentences: ['4 runs in 2m05.', 'Best val_loss 0.25, by run 2.', '1 stopped early, which saved about 17 % of the time.', '1 failed.'],
    });
  });

  it('counts the front of several objectives, and names the best among what keeps the limits', () => {
    const metrics = [{ name: 'val_loss', goal: 'minimize', reduce: 'best' } as const, { name: 'speed', goal: 'maximize', reduce: 'last' } as const];
    const over = { state: 'finished', counts: { ...NONE, finished: 2 } } as const;
    const runs = [done({ value: 0.1, broken: ['memory'], values: { val_loss: 0.1, memory: 9 } }), done({ number: 2, value: 0.3, values: { val_loss: 0.3, memory: 1 } })].map((run) => ({ ...run, metrics: { val_loss: logged } }));
    expect(told({ ...over, metrics, front: [2, 1] }, runs)).toMatchObject([{ sentences: ['2 runs.', '2 runs on the front of val_loss and speed.'] }]);
    const limits = [{ metric: 'memory', min: null, max: 8, reduce: 'last' }];
    expect(told({ ...over, outcome_constraints: limits }, runs)).toMatchObject([{ sentences: ['2 runs.', 'Best val_loss 0.3, by run 2.'] }]);
  });

  it('names the mean of a repeated point, not a lucky run', () => {
    const best = { run: 'run00002', number: 2, value: 0.3, half_width: 0.02, runs: [2, 4, 5] };
    const [over] = told({ state: 'finished', counts: { ...NONE, finished: 4 }, best, document: { repeat: { seeds: [0, 1, 2] } } }, [done({ value: 0.1, metrics: { val_loss: logged } })]);
    expect(over).toMatchObject({ sentences: ['4 runs.', 'Best val_loss 0.300 ± 0.020, the mean of 3 runs.'] });
  });

  it('waits for running runs before it says that a stopped sweep is over', () => {
    expect(told({ state: 'stopped', counts: { ...NONE, running: 1 }, agents: 1 }, [sampleRun({ value: 1 })])).toEqual([]);
  });
});
