import { describe, expect, it } from 'vitest';
import { ready, type RunCurve } from './curve-data';
import { pointInWords, steppedSpot, summaryOf, whyEmpty, type Spot } from './curve-words';

const curve = (run: string, values: (number | string)[]): RunCurve => ({
  run,
  number: run.charCodeAt(0) - 96,
  steps: values.map((_, at) => at),
  times: values.map((_, at) => at),
  values,
  count: values.length,
});
const given = [curve('a', [5, 4, 3]), curve('b', [6, 'NaN', 6, 1]), curve('c', [5, 2])];
const curves = given.map((each) => ready(each, 'step', 0, 'minimize'));
const [a, b] = curves;
const walk = (from: Spot | null, ...keys: string[]): Spot | null =>
  keys.reduce<Spot | null>((spot, key) => steppedSpot(key, spot, curves, b, Infinity) ?? spot, from);

describe('the keys', () => {
  it('begin at the curve that is given, where it is told', () => {
    expect(walk(null, 'ArrowLeft')).toEqual({ run: 'b', point: 3 });
    expect(steppedSpot('ArrowLeft', null, curves, a, 1.2)).toEqual({ run: 'a', point: 1 });
    expect(steppedSpot('ArrowLeft', null, [], undefined, 0)).toBeUndefined();
  });

  it('move along the curve from value to value, no further than its ends', () => {
    expect(walk({ run: 'b', point: 0 }, 'ArrowRight')).toEqual({ run: 'b', point: 2 });
    expect(walk({ run: 'b', point: 0 }, 'ArrowLeft')).toEqual({ run: 'b', point: 0 });
    expect(walk({ run: 'b', point: 0 }, 'End', 'ArrowRight')).toEqual({ run: 'b', point: 3 });
    expect(walk({ run: 'b', point: 3 }, 'Home')).toEqual({ run: 'b', point: 0 });
  });

  it('move to the next curve above or below at the same place, skipping none of equal ones', () => {
    expect(walk({ run: 'a', point: 0 }, 'ArrowUp')?.run).toBe('c');
    expect(walk({ run: 'a', point: 0 }, 'ArrowUp', 'ArrowUp')?.run).toBe('b');
    expect(walk({ run: 'b', point: 0 }, 'ArrowDown', 'ArrowDown')?.run).toBe('a');
    expect(walk({ run: 'a', point: 0 }, 'ArrowDown')?.run).toBe('a');
  });

  it('leave other keys to others', () => {
    expect(steppedSpot('x', null, curves, a, 0)).toBeUndefined();
  });
});

describe('words', () => {
  it('say what the chart shows', () => {
    const states = new Map([['a', 'running'], ['b', 'stopped']] as const);
    expect(summaryOf('loss', curves, curves, states, 'minimize')).toBe('Best loss 1 at run 2; 3 curves; 1 running; 1 stopped early.');
    expect(summaryOf('loss', curves, curves.filter(({ label }) => label !== 'run 2'), states, 'minimize')).toMatch(/^Best loss \d+ at run [13]; 3 curves/);
    expect(summaryOf('loss', curves, [], states, 'minimize')).toBe('None keeps the limits; 3 curves; 1 running; 1 stopped early.');
    expect(summaryOf('loss', [], [], states, 'minimize')).toBe('No finite value of loss yet.');
  });

  it('say why nothing is drawn', () => {
    expect(whyEmpty('loss', [], 'linear')).toMatch(/No run has logged loss yet/);
    expect(whyEmpty('loss', [curve('a', ['NaN', 'NaN'])], 'linear')).toMatch(/None of the 2 values of loss is a finite number/);
    expect(whyEmpty('loss', [curve('a', [-1])], 'log')).toMatch(/above 0/);
  });

  it('say what stands under the crosshair', () => {
    const axis = { label: 'step', format: String };
    expect(pointInWords(curves[0] ?? expect.fail(), 1, 'running', 'loss', axis)).toBe('run 1, running: loss 4 at step 1');
  });
});
