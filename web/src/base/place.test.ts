import { describe, expect, it } from 'vitest';
import { formatPlace, parsePlace, type Place } from './place';

const of = { entity: 'ana', project: 'mnist' };

describe('places', () => {
  it.each<[string, Place]>([
    ['/', { screen: 'sweeps', of: null }],
    ['/login', { screen: 'login' }],
    ['/ana/mnist', { screen: 'sweeps', of }],
    ['/ana/mnist/sweeps/k3x9q7ab', { screen: 'sweep', of, sweep: 'k3x9q7ab' }],
    ['/ana/mnist/runs/9f0aa1bc', { screen: 'run', of, run: '9f0aa1bc' }],
    ['/a%20b/c%2Fd/runs/x%25', { screen: 'run', of: { entity: 'a b', project: 'c/d' }, run: 'x%' }],
  ])('%s goes both ways', (path, place) => {
    expect(parsePlace(path)).toEqual(place);
    expect(formatPlace(place)).toBe(path);
  });

  it.each(['/ana', '/ana/mnist/models/x', '/ana/mnist/runs', '/ana/mnist/sweeps/x/y', '/%zz'])('%s is nowhere', (path) => {
    expect(parsePlace(path)).toEqual({ screen: 'nowhere' });
  });

  it('takes the list of sweeps under its long name and with a slash behind', () => {
    expect(parsePlace('/ana/mnist/sweeps/')).toEqual({ screen: 'sweeps', of });
  });
});
