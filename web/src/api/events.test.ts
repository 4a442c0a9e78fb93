import type { QueryKey } from '@tanstack/react-query';
import { beforeEach, describe, expect, it } from 'vitest';
import { applyEvents, type LiveEvent } from './events';
import { limitsQuery, logQuery, newQueryClient, runCurvesQuery, runQuery, runsQuery, sweepCurvesQuery, sweepQuery, sweepsQuery } from './queries';
import { sampleRun, sampleSweep } from './samples';

const of = { entity: 'ana', project: 'mnist' };
const at = { ...of, sweep: 'k3x9q7ab' };
const everything = { of: null, sweep: null };
const oneSweep = { of, sweep: at.sweep };
const oneRun = { of, sweep: null };

let client: ReturnType<typeof newQueryClient>;

beforeEach(() => {
  client = newQueryClient();
});

const held = (key: QueryKey): unknown => client.getQueryData(key);
const isOld = (key: QueryKey): boolean => client.getQueryState(key)?.isInvalidated ?? false;
const curve = (run: string, number: number, values: number[]) => ({
  run,
  number,
  metric: 'val_loss',
  steps: values.map((_, step) => step),
  times: values,
  values,
  count: values.length,
});
const points = (run: string, first: number, values: number[]): LiveEvent => ({
  kind: 'points',
  data: { run, number: 1, attempt: 1, metric: 'val_loss', first, count: first + values.length, steps: values.map((_, step) => first + step), times: values, values },
});

describe('what the server tells of sweeps', () => {
  it('renews them where they are held, and puts new ones first', () => {
    const [a, b] = [sampleSweep({ id: 'a' }), sampleSweep({ id: 'b' })];
    client.setQueryData(sweepsQuery(null).queryKey, [a, b]);
    client.setQueryData(sweepsQuery(of).queryKey, [a, b]);
    const paused = sampleSweep({ id: 'b', state: 'paused' });
    const added = sampleSweep({ id: 'c', project: 'other' });
    applyEvents(client, everything, [
      { kind: 'sweep', data: paused },
      { kind: 'sweep', data: added },
    ]);
    expect(held(sweepsQuery(null).queryKey)).toEqual([added, a, paused]);
    expect(held(sweepsQuery(of).queryKey)).toEqual([a, paused]);
    expect(held(sweepQuery({ ...of, sweep: 'b' }).queryKey)).toEqual(paused);
  });

  it('asks for the runs of an edited one anew', () => {
    client.setQueryData(sweepQuery(at).queryKey, sampleSweep());
    client.setQueryData(runsQuery(at).queryKey, [sampleRun()]);
    applyEvents(client, oneSweep, [{ kind: 'sweep', data: sampleSweep({ state: 'paused' }) }]);
    expect(isOld(runsQuery(at).queryKey)).toBe(false);
    applyEvents(client, oneSweep, [{ kind: 'sweep', data: sampleSweep({ space_version: 2 }) }]);
    expect(isOld(runsQuery(at).queryKey)).toBe(true);
  });

  it('takes deleted ones away', () => {
    client.setQueryData(sweepsQuery(null).queryKey, [sampleSweep({ id: 'a' }), sampleSweep({ id: 'b' })]);
    client.setQueryData(sweepQuery({ ...of, sweep: 'a' }).queryKey, sampleSweep({ id: 'a' }));
    applyEvents(client, everything, [{ kind: 'deleted', data: { ...of, sweep: 'a' } }]);
    expect(held(sweepsQuery(null).queryKey)).toEqual([sampleSweep({ id: 'b' })]);
    expect(isOld(sweepQuery({ ...of, sweep: 'a' }).queryKey)).toBe(true);
  });
});

describe('what the server tells of runs', () => {
  it('renews and adds them by number, the last word winning', () => {
    client.setQueryData(runsQuery(at).queryKey, [1, 3].map((number) => sampleRun({ number })));
    const done = sampleRun({ number: 3, state: 'finished' });
    applyEvents(client, oneSweep, [
      { kind: 'run', data: sampleRun({ number: 3, value: 0.5 }) },
      { kind: 'run', data: sampleRun({ number: 2 }) },
      { kind: 'run', data: done },
    ]);
    expect(held(runsQuery(at).queryKey)).toEqual([sampleRun({ number: 1 }), sampleRun({ number: 2 }), done]);
    expect(held(runQuery({ ...of, run: done.id }).queryKey)).toEqual(done);
  });

  it('asks for the limits again when a run has ended, and only then', () => {
    client.setQueryData(limitsQuery(at).queryKey, []);
    client.setQueryData(runsQuery(at).queryKey, [sampleRun({ state: 'queued' })]);
    applyEvents(client, oneSweep, [{ kind: 'run', data: sampleRun({ state: 'running' }) }]);
    expect(isOld(limitsQuery(at).queryKey)).toBe(false);
    applyEvents(client, oneSweep, [{ kind: 'run', data: sampleRun({ state: 'killed' }) }]);
    expect(isOld(limitsQuery(at).queryKey)).toBe(true);
  });

  it('asks for curves and log again when another attempt has begun', () => {
    const run = { ...of, run: 'run00001' };
    client.setQueryData(runQuery(run).queryKey, sampleRun());
    client.setQueryData(runCurvesQuery(run).queryKey, []);
    client.setQueryData(logQuery(run).queryKey, { attempt: 1, first: 0, lines: [], ended: false });
    client.setQueryData(runsQuery(at).queryKey, [sampleRun()]);
    client.setQueryData(sweepCurvesQuery(at, 'val_loss', true).queryKey, []);
    applyEvents(client, oneSweep, [{ kind: 'run', data: sampleRun({ attempt: 2 }) }]);
    const asked = [runCurvesQuery(run).queryKey, logQuery(run).queryKey, sweepCurvesQuery(at, 'val_loss', true).queryKey];
    expect(asked.map(isOld)).toEqual([true, true, true]);
  });
});

describe('new values', () => {
  it('go onto the curves of the sweep and of the run, and begin new ones', () => {
    client.setQueryData(sweepCurvesQuery(at, 'val_loss', true).queryKey, [curve('run00001', 1, [3, 2])]);
    client.setQueryData(runCurvesQuery({ ...of, run: 'run00001' }).queryKey, [curve('run00001', 1, [3, 2])]);
    applyEvents(client, oneSweep, [points('run00001', 2, [1]), points('other', 0, [9])]);
    expect(held(sweepCurvesQuery(at, 'val_loss', true).queryKey)).toEqual([curve('run00001', 1, [3, 2, 1]), curve('other', 1, [9])]);
    expect(held(runCurvesQuery({ ...of, run: 'run00001' }).queryKey)).toEqual([curve('run00001', 1, [3, 2, 1])]);
  });

  it('are asked for when some between are missing', () => {
    client.setQueryData(sweepCurvesQuery(at, 'val_loss', true).queryKey, [curve('run00001', 1, [3, 2])]);
    applyEvents(client, oneSweep, [points('run00001', 5, [1])]);
    expect(isOld(sweepCurvesQuery(at, 'val_loss', true).queryKey)).toBe(true);
  });
});

describe('new lines', () => {
  const run = { ...of, run: 'run00001' };
  const lines = (attempt: number, first: number, ...text: string[]): LiveEvent => ({
    kind: 'lines',
    data: { run: run.run, attempt, first, lines: text },
  });

  it('go onto the log', () => {
    client.setQueryData(logQuery(run).queryKey, { attempt: 1, first: 0, lines: ['a'], ended: false });
    applyEvents(client, oneRun, [lines(1, 1, 'b'), lines(1, 2, 'c')]);
    expect(held(logQuery(run).queryKey)).toEqual({ attempt: 1, first: 0, lines: ['a', 'b', 'c'], ended: false });
  });

  it('of another attempt are asked for', () => {
    client.setQueryData(logQuery(run).queryKey, { attempt: 1, first: 0, lines: ['a'], ended: false });
    applyEvents(client, oneRun, [lines(2, 0, 'x')]);
    expect(isOld(logQuery(run).queryKey)).toBe(true);
  });
});
