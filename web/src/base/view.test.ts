import { describe, expect, it } from 'vitest';
import { formatView, parseView, PLAIN, type View } from './view';

describe('the view in the address', () => {
  it('is empty for the plain view', () => {
    expect(formatView(PLAIN)).toBe('');
    expect(parseView('')).toEqual(PLAIN);
  });

  it('reads and writes the documented form', () => {
    const query = 'sort=value&dir=desc&state=running,finished&q=adam+lr&metric=val/loss&x=time&y=log&smooth=0.6&zoom=;0.1..0.5&brush=lr:0.01..0.1;optimizer:adam&axes=optimizer,lr&scales=lr:quantile&plane=loss,ms&pin=3,7';
    const view: View = {
      sort: 'value',
      dir: 'desc',
      state: ['running', 'finished'],
      q: 'adam lr',
      metric: 'val/loss',
      x: 'time',
      y: 'log',
      smooth: 0.6,
      zoom: { x: null, y: [0.1, 0.5] },
      brush: { lr: { kind: 'range', low: 0.01, high: 0.1 }, optimizer: { kind: 'some', values: ['adam'] } },
      axes: ['optimizer', 'lr'],
      scales: { lr: 'quantile' },
      plane: ['loss', 'ms'],
      pin: [3, 7],
    };
    expect(parseView(`?${query}`)).toEqual(view);
    expect(formatView(view)).toBe(query);
  });

  it.each<View['brush']>([
    { lr: { kind: 'range', low: -Infinity, high: 1e-5 } },
    { lr: { kind: 'range', low: 3e-4, high: Infinity } },
    { 'a:b;c,d%3A..e': { kind: 'some', values: ['', '%', 'x..y', '...', ',', 'ä ö+&='] } },
    { 'model/depth': { kind: 'some', values: ['3', 'true', '[1, 2]'] } },
  ])('keeps %j', (brush) => {
    expect(parseView(formatView({ ...PLAIN, brush })).brush).toEqual(brush);
  });

  it('passes over what makes no sense', () => {
    expect(parseView('dir=up&x=moon&smooth=1&zoom=5..1;a..b&scales=lr:odd;:log;x&brush=lr:5..1;:;q:;z:a..b&pin=3,-1,x&v=1')).toEqual({ ...PLAIN, pin: [3] });
  });

  it('passes over a query of a newer page', () => {
    expect(parseView('v=2&sort=value')).toEqual(PLAIN);
  });
});
