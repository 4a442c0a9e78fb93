import { describe, expect, it } from 'vitest';
import { sampleRun, sampleSweep } from '../../api/samples';
import { sampleChoice, sampleRange } from '../../base/samples';
import { PLAIN, type View } from '../../base/view';
import { factsOf } from './facts';
import { select } from './selection';

const facts = factsOf(sampleSweep({ parameters: [sampleRange('lr', 0, 1), sampleChoice('optimizer', 'adam', 'sgd')] }));
const runs = [
  sampleRun({ number: 1, state: 'finished', value: 0.1, config: { lr: 0.01, optimizer: 'adam' } }),
  sampleRun({ number: 2, state: 'finished', value: 0.5, config: { lr: 0.1, optimizer: 'adam' } }),
  sampleRun({ number: 3, state: 'running', value: null, config: { lr: 0.02, optimizer: 'sgd' } }),
  sampleRun({ number: 4, state: 'failed', value: null, config: { lr: 0.5, optimizer: 'sgd' }, error: 'OutOfMemory' }),
];

function selected(view: Partial<View>) {
  const selection = select(runs, { ...PLAIN, ...view }, facts, ['val_loss']);
  return { ...selection, numbers: selection.matching.map((run) => run.number) };
}

const brush: View['brush'] = { lr: { kind: 'range', low: 0, high: 0.05 } };

describe('the runs that a person asks for', () => {
  it('are all of them at first', () => {
    expect(selected({}).numbers).toEqual([1, 2, 3, 4]);
    expect(selected({}).chips).toEqual([]);
  });

  it('are narrowed by words, states and brushes together', () => {
    expect(selected({ q: 'adam' }).numbers).toEqual([1, 2]);
    expect(selected({ q: 'memory' }).numbers).toEqual([4]);
    expect(selected({ state: ['running', 'failed'] }).numbers).toEqual([3, 4]);
    expect(selected({ brush }).numbers).toEqual([1, 3]);
    expect(selected({ q: 'val_loss<1', brush, state: ['finished'] }).numbers).toEqual([1]);
  });

  it('may be brushed by the metric, and a run without a value lies within none', () => {
    expect(selected({ brush: { val_loss: { kind: 'range', low: -Infinity, high: 0.2 } } }).numbers).toEqual([1]);
  });

  it('have a chip for each condition, with how many it alone leaves out and the view without it', () => {
    const { chips } = selected({ q: 'adam lr<0.2', brush });
    expect(chips.map(({ text, removes }) => [text, removes])).toEqual([
      ['adam', 1],
      ['lr<0.2', 0],
      ['lr: 0 to 0.05', 1],
    ]);
    expect(chips.map(({ without }) => without)).toEqual([{ q: 'lr<0.2' }, { q: 'adam' }, { brush: {} }]);
  });

  it('leave the brushes to the chart that shows what they grey out', () => {
    expect(selected({ q: 'adam', brush }).brushable.map((run) => run.number)).toEqual([1, 2]);
  });

  it('are counted by state as if no state were chosen', () => {
    expect(selected({ q: 'sgd', state: ['failed'] }).counts).toMatchObject({ running: 1, failed: 1, finished: 0 });
  });
});
