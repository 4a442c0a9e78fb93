import { describe, expect, it } from 'vitest';
import { sampleChoice, sampleRange } from '../base/samples';
import { axesOf, bestFirst, linesOf, selectionOf, sourcesOf, type RunPoint } from './lines-data';
import { neighbour, summaryOf } from './lines-words';

const PARAMETERS = [sampleRange('lr', 0.001, 1), sampleChoice('opt', 'adam', 'sgd'), sampleChoice('seed', 1)];
const run = (number: number, lr: number, opt: string, value: number | null): RunPoint => ({
  run: `r${number}`,
  number,
  state: value === null ? 'failed' : 'finished',
  point: { lr, opt, seed: 1 },
  value,
  able: true,
});
const runs = [run(1, 0.01, 'adam', 3), run(2, 0.1, 'sgd', 1), run(3, 1, 'adam', null), run(4, 0.5, 'adam', 2)];
const sources = sourcesOf(PARAMETERS, 'loss', 'minimize', runs);
const names = (order: string[]) => axesOf(sources, order, {}).map((axis) => axis.name);
const lines = linesOf(runs, axesOf(sources, [], {}), 'loss');

describe('the axes', () => {
  it('are the parameters that vary, then the metric', () => {
    expect(names([])).toEqual(['lr', 'opt', 'loss']);
  });

  it('stand in the order that a person gave them, new ones behind', () => {
    expect(names(['opt', 'lr', 'loss'])).toEqual(['opt', 'lr', 'loss']);
    expect(names(['opt'])).toEqual(['opt', 'lr', 'loss']);
  });

  it('have the scale that a person chose where it can be', () => {
    const scale = (chosen: Parameters<typeof axesOf>[2]) => axesOf(sources, [], chosen).map((axis) => axis.scale);
    expect(scale({ lr: 'quantile', opt: 'log' })).toEqual(['quantile', 'category', 'linear']);
  });
});

describe('the lines', () => {
  it('have a place for every value, and none where there is none', () => {
    expect([...lines.goodness]).toEqual([0, 1, NaN, 0.5]);
    expect(lines.places[1]?.[0]).toBe(1);
  });

  it('are drawn and walked through from the best on', () => {
    expect([...bestFirst(lines.goodness)]).toEqual([1, 3, 0, 2]);
  });

  it('have no good or bad before the first value', () => {
    const none = runs.map((each) => ({ ...each, value: null }));
    const found = linesOf(none, axesOf(sourcesOf(PARAMETERS, 'loss', 'minimize', none), [], {}), 'loss');
    expect(found.axes).toHaveLength(2);
    expect(found.goodness.every(Number.isNaN)).toBe(true);
  });
});

describe('the selection', () => {
  it('holds what every brush holds, the metric among them', () => {
    const of = (brushes: Parameters<typeof selectionOf>[1]) => [...selectionOf(runs, brushes, 'loss')];
    expect(of({})).toEqual([1, 1, 1, 1]);
    expect(of({ opt: { kind: 'some', values: ['adam'] } })).toEqual([1, 0, 1, 1]);
    expect(of({ opt: { kind: 'some', values: ['adam'] }, loss: { kind: 'range', low: -Infinity, high: 2 } })).toEqual([0, 0, 0, 1]);
  });

  it('is walked through by the keys, from the best on', () => {
    const selected = new Uint8Array([1, 0, 1, 1]);
    expect(neighbour(lines, selected, null, 1)?.run).toBe('r4');
    expect(neighbour(lines, selected, 'r4', -1)?.run).toBe('r1');
    expect(neighbour(lines, selected, 'r4', 1)?.run).toBe('r4');
    expect(neighbour(lines, new Uint8Array(4), null, 1)).toBeUndefined();
  });

  it('is told in a sentence', () => {
    const all = new Uint8Array([1, 1, 1, 1]);
    expect(summaryOf('loss', 'minimize', runs, 2, {}, all)).toBe('4 runs over 2 parameters; best loss 1 at run 2.');
    const barred = runs.map((each) => ({ ...each, able: each.number === 1 }));
    expect(summaryOf('loss', 'minimize', barred, 2, {}, all)).toBe('4 runs over 2 parameters; best loss 3 at run 1.');
    const brushes = { opt: { kind: 'some', values: ['adam'] } } as const;
    expect(summaryOf('loss', 'minimize', runs, 2, brushes, selectionOf(runs, brushes, 'loss'))).toBe(
      '3 of 4 runs with opt adam; best loss 2 at run 4.',
    );
  });
});
