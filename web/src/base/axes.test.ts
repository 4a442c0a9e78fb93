import { describe, expect, it } from 'vitest';
import { axisOf, metricSource, parameterSources, scalesOf, type Parameter, type Source } from './axes';
import { sampleChoice, sampleRange } from './samples';

const one = (parameter: Parameter, values: unknown[] = []): Source => {
  const [source] = parameterSources([parameter], values.map((p) => ({ p })));
  return source ?? expect.fail('no axis');
};
const first = (source: Source) => axisOf(source, scalesOf(source)[0] ?? 'linear');

describe('axes of parameters', () => {
  it('leave out what never varies', () => {
    const parameters = [sampleChoice('a', 3), sampleChoice('b', 'x'), sampleRange('c', 2, 2), sampleRange('d', 0, 1)];
    expect(parameterSources(parameters, []).map((source) => source.name)).toEqual(['d']);
  });

  it('begin on a log scale where the ends are far apart, and can be turned round', () => {
    expect(scalesOf(one(sampleRange('p', 1e-5, 1e-1)))).toEqual(['log', 'quantile', 'linear']);
    expect(scalesOf(one(sampleRange('p', 0.1, 1)))).toEqual(['linear', 'log', 'quantile']);
    expect(scalesOf(one(sampleRange('p', 0, 1)))).toEqual(['linear', 'quantile']);
  });

  it('reach as far as the values, which may lie outside after the space was changed', () => {
    const axis = first(one(sampleRange('p', 0, 1), [2]));
    expect([axis.place(0), axis.place(2)]).toEqual([0, 1]);
  });

  it('tick integers at integers', () => {
    const labels = first(one(sampleRange('p', 1, 4))).ticks(9).map((tick) => tick.label);
    expect(labels).toEqual(['1', '2', '3', '4']);
  });

  it('put the choices evenly: numbers rising, words from the top in the order of the file', () => {
    const batch = first(one(sampleChoice('p', 256, 16, 64)));
    expect([16, 64, 256].map(batch.place)).toEqual([0, 0.5, 1]);
    const words = first(one(sampleChoice('p', 'adam', 'sgd', true)));
    expect(['adam', 'sgd', true, 'gone', undefined].map(words.place)).toEqual([1, 0.5, 0, NaN, NaN]);
  });

  it('take a long list of numbers for a range', () => {
    const list = Array.from({ length: 20 }, (_, at) => at + 1);
    expect(one(sampleChoice('p', ...list))).toMatchObject({ kind: 'number', low: 1, high: 20, integer: true });
  });

  it('of values that are not numbers have no place', () => {
    expect(first(one(sampleRange('p', 0, 1))).place('x')).toBeNaN();
  });
});

describe('the axis of the metric', () => {
  const axis = (goal: 'minimize' | 'maximize', values: number[]) => {
    const source = metricSource('loss', goal, values) ?? expect.fail('no axis');
    return axisOf(source, 'linear');
  };

  it('has the best on top whatever the goal', () => {
    expect([1, 3].map(axis('minimize', [1, 2, 3]).place)).toEqual([1, 0]);
    expect([1, 3].map(axis('maximize', [1, 2, 3]).place)).toEqual([0, 1]);
    expect(axis('minimize', [1, 2, 3]).value(1)).toBe(1);
  });

  it('holds values far off at its end', () => {
    const usual = Array.from({ length: 300 }, (_, at) => at / 300);
    const far = axis('minimize', [...usual, 1e9]);
    expect([far.place(0), far.place(299 / 300), far.place(1e9)]).toEqual([1, 0, 0]);
  });

  it('needs a value', () => {
    expect(metricSource('loss', 'minimize', [NaN])).toBeNull();
  });
});
