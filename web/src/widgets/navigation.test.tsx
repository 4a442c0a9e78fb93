import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { go, useView } from './navigation';

beforeEach(() => {
  vi.useFakeTimers();
  history.replaceState(null, '', '/a/b/sweeps/x');
});

afterEach(() => {
  vi.useRealTimers();
});

const shown = () => renderHook(useView).result;

describe('the view and the address', () => {
  it('change together', () => {
    const view = shown();
    act(() => {
      view.current[1]({ q: 'adam', state: ['failed'] });
    });
    expect(view.current[0]).toMatchObject({ q: 'adam', state: ['failed'] });
    expect(location.search).toBe('?state=failed&q=adam');
  });

  it('let the address wait for a drag to rest, but not the view', () => {
    const view = shown();
    for (const smooth of [0.1, 0.2, 0.3]) {
      act(() => {
        view.current[1]({ smooth }, 'soon');
      });
    }
    expect(view.current[0].smooth).toBe(0.3);
    expect(location.search).toBe('');
    vi.runAllTimers();
    expect(location.search).toBe('?smooth=0.3');
    act(() => {
      view.current[1]({ smooth: 0.6 }, 'soon');
    });
    window.dispatchEvent(new Event('pointerup'));
    expect(location.search).toBe('?smooth=0.6');
  });

  it('lose nothing when a drag is followed by something else', () => {
    const view = shown();
    act(() => {
      view.current[1]({ smooth: 0.4 }, 'soon');
      view.current[1]({ q: 'sgd' });
    });
    expect(location.search).toBe('?q=sgd&smooth=0.4');
    act(() => {
      view.current[1]({ smooth: 0.5 }, 'soon');
      go('/a/b/runs/y');
    });
    vi.runAllTimers();
    expect(location.pathname + location.search).toBe('/a/b/runs/y');
  });

  it('keep the parts that did not change the same', () => {
    const view = shown();
    act(() => {
      view.current[1]({ brush: { lr: { kind: 'range', low: 0, high: 1 } } });
    });
    const { brush } = view.current[0];
    act(() => {
      view.current[1]({ q: 'x' });
    });
    expect(view.current[0].brush).toBe(brush);
  });
});
