import { act, renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { useSteady } from './steady';

interface Row {
  readonly id: string;
  readonly value: number;
}

const rows = (...values: [string, number][]): Row[] => values.map(([id, value]) => ({ id, value }));
const idOf = (row: Row): string => row.id;

function held(first: Row[]) {
  const hook = renderHook(({ shown, all, asked }) => useSteady(shown, all, idOf, asked), { initialProps: { shown: first, all: first, asked: 'value' } });
  act(() => {
    hook.result.current.hold();
  });
  return hook;
}

describe('rows under the pointer', () => {
  it('keep their places and tell what is new in them', () => {
    const { result, rerender } = held(rows(['a', 1], ['b', 2]));
    const next = rows(['c', 0], ['b', 1], ['a', 3]);
    rerender({ shown: next, all: next, asked: 'value' });
    expect(result.current.rows).toEqual(rows(['a', 3], ['b', 1]));
    expect(result.current.waiting).toBe(1);
  });

  it('stay when they no longer match', () => {
    const all = rows(['a', 1], ['b', 2]);
    const { result, rerender } = held(all);
    rerender({ shown: rows(['b', 2]), all, asked: 'value' });
    expect(result.current.rows.map(idOf)).toEqual(['a', 'b']);
  });

  it('move as soon as they are let go', () => {
    const { result, rerender } = held(rows(['a', 1]));
    const next = rows(['c', 0], ['a', 1]);
    rerender({ shown: next, all: next, asked: 'value' });
    act(() => {
      result.current.release();
    });
    expect(result.current).toMatchObject({ rows: next, waiting: 0 });
  });

  it('move at once when a person sorts anew', () => {
    const first = rows(['a', 1], ['b', 2]);
    const { result, rerender } = held(first);
    rerender({ shown: [...first].reverse(), all: first, asked: 'name' });
    expect(result.current.rows.map(idOf)).toEqual(['b', 'a']);
    rerender({ shown: first, all: first, asked: 'name' });
    expect(result.current.rows.map(idOf)).toEqual(['b', 'a']);
  });
});
