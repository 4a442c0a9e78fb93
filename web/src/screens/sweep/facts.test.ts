import { describe, expect, it } from 'vitest';
import type { MetricSummary, Run } from '../../api/records';
import { sampleRun, sampleSweep } from '../../api/samples';
import { sampleChoice, sampleRange } from '../../base/samples';
import { behind, columnBeside, columnOf, factsOf, fieldsOf, byMerit, lasted, limitsInWords, loggedMetrics, metricToDraw, pointOf, ranking, sortedBy } from './facts';

const parameters = [sampleRange('lr', 0, 1), sampleChoice('value', 1, 2), sampleChoice('epochs', 3), { ...sampleChoice('nesterov', true), when: 'value is 2' }];
const facts = factsOf(sampleSweep({ parameters }));

function summary(last: number | string, last_at = 0): MetricSummary {
  return { count: 1, last, min: null, max: null, last_step: null, last_at };
}

function field(name: string, run: Run): unknown {
  return fieldsOf(facts, ['val_loss', 'acc']).of.get(name)?.(run);
}

describe('what is known of the runs', () => {
  it('parts what varies from what does not', () => {
    expect(facts.varied).toEqual(['lr', 'value', 'nesterov']); // not every run has it
    expect(facts.constant).toEqual({ epochs: 3 });
    expect(factsOf(sampleSweep()).varied).toEqual([]);
  });

  it('knows what the seed of a repeated point is called', () => {
    expect(facts.seed).toBeNull();
    expect(factsOf(sampleSweep({ document: { repeat: { seeds: [1, 2] } } })).seed).toBe('seed');
    expect(factsOf(sampleSweep({ document: { repeat: { seeds: [1, 2], parameter: 'fold' } } })).seed).toBe('fold');
  });

  it('takes parameters, metrics and columns for fields, parameters first', () => {
    const run = sampleRun({ number: 4, value: 0.2, config: { lr: 0.5, value: 2 }, metrics: { val_loss: summary(0.3), acc: summary('NaN') } });
    expect(field('lr', run)).toBe(0.5);
    expect(field('value', run)).toBe(2);
    expect(field('val_loss', run)).toBe(0.2);
    expect(field('acc', run)).toBeNaN();
    expect(field('run', run)).toBe(4);
    expect(field('state', run)).toBe('running');
  });

  it('sorts by own columns and by parameters of the same name', () => {
    const run = sampleRun({ value: 0.2, config: { value: 2 } });
    expect(sortedBy('value', facts)?.(run)).toBe(0.2);
    expect(sortedBy(columnOf('value'), facts)?.(run)).toBe(2);
    expect(sortedBy('nonsense', facts)).toBeNull();
  });

  it('ranks by the goal, the earlier of equals first, without runs that have no value', () => {
    const runs = [sampleRun({ number: 3, value: 1 }), sampleRun({ number: 2, value: null }), sampleRun({ number: 1, value: 1 }), sampleRun({ number: 4, value: 2 })];
    const numbers = (given: typeof facts): (number | null)[] => ranking(runs, given).map((run) => run.number);
    expect(numbers(facts)).toEqual([1, 3, 4]);
    expect(numbers({ ...facts, goal: 'maximize' })).toEqual([4, 1, 3]);
  });

  it('ranks only what keeps every limit, and knows what counts beside the first metric', () => {
    const speed = { name: 'speed', goal: 'maximize', reduce: 'last' } as const;
    const limited = factsOf(
      sampleSweep({
        metrics: [{ name: 'val_loss', goal: 'minimize', reduce: 'best' }, speed],
        outcome_constraints: [{ metric: 'memory', min: null, max: 8, reduce: 'last' }, { metric: 'speed', min: 1, max: 5, reduce: 'last' }],
      }),
    );
    const runs = [
      sampleRun({ number: 1, value: 1, values: { val_loss: 1, memory: 9, speed: 2 }, broken: ['memory'] }),
      sampleRun({ number: 2, value: 3, values: { val_loss: 3, memory: 7, speed: 2 } }),
      sampleRun({ number: 3, value: 2, values: { val_loss: 2, speed: 2 } }),
    ];
    expect(ranking(runs, limited).map((run) => run.number)).toEqual([2]);
    expect(limited.beside).toEqual(['speed', 'memory']);
    expect(limitsInWords(limited)).toBe('memory at most 8 and speed 1 to 5');
    expect(sortedBy(columnBeside('memory'), limited)?.(runs[0] ?? sampleRun())).toBe(9);
    expect(fieldsOf(limited, ['memory']).of.get('memory')?.(runs[1] ?? sampleRun())).toBe(7);
  });

  it('puts the front first, and what breaks a limit behind what does not', () => {
    const limited = factsOf(sampleSweep({ outcome_constraints: [{ metric: 'memory', min: null, max: 8, reduce: 'last' }] }));
    const run = (number: number, value: number | null, memory: number): Run => sampleRun({ number, value, values: { memory }, broken: memory > 8 ? ['memory'] : [] });
    const runs = [run(1, 0.1, 9), run(2, 0.5, 3), run(3, 0.2, 4), run(4, null, 1), run(5, 0.3, 2)];
    expect(byMerit(runs, [2, 3], limited).map(({ number }) => number)).toEqual([3, 2, 5, 1, 4]);
  });

  it('tells how far behind the best a value is, in the direction of the goal', () => {
    expect(behind(0.11, 0.1, 'minimize')).toBeCloseTo(10);
    expect(behind(0.9, 1, 'maximize')).toBeCloseTo(10);
    expect(behind(-1, -2, 'minimize')).toBeCloseTo(50);
    expect(behind(1, 0, 'minimize')).toBeNull();
    expect(behind(null, 1, 'minimize')).toBeNull();
  });

  it('lists what was logged, the own metric first', () => {
    const runs = [sampleRun({ metrics: { acc: summary(1), loss: summary(1) } }), sampleRun({ number: 2, metrics: { val_loss: summary(1), acc: summary(1) } })];
    expect(loggedMetrics(runs, facts)).toEqual(['val_loss', 'acc', 'loss']);
  });

  it('draws what the sweep may have meant where its own metric was never logged', () => {
    expect(metricToDraw(facts, [])).toBe('val_loss');
    expect(metricToDraw(facts, ['acc', 'val/loss'])).toBe('val/loss');
    expect(metricToDraw(facts, ['acc'])).toBe('acc');
    expect(metricToDraw(factsOf(sampleSweep({ metric: null })), [])).toBeNull();
  });

  it('counts the time of a running run until its last word', () => {
    expect(lasted(sampleRun({ started_at: 10, metrics: { a: summary(1, 25) } }))).toBe(15);
    expect(lasted(sampleRun({ started_at: 10, ended_at: 12 }))).toBe(2);
    expect(lasted(sampleRun({ started_at: null }))).toBeNull();
  });

  it('takes the point in the order of the file, and nothing else of the config', () => {
    expect(Object.entries(pointOf(sampleRun({ config: { other: 1, value: 2, lr: 0.5 } }), facts))).toEqual([
      ['lr', 0.5],
      ['value', 2],
    ]);
  });
});
