/** Rows that keep their places while the pointer is on them. */
import { useState } from 'react';

interface Held {
  /** What the rows were asked for by: a person who sorts anew wants to see it at once. */
  readonly asked: string;
  readonly keys: readonly string[];
}

/** The rows in held places, with what they say now; and how many new ones wait. */
export function inPlace<Row>(keys: readonly string[], rows: readonly Row[], all: readonly Row[], keyOf: (row: Row) => string): { rows: Row[]; waiting: number } {
  const known = new Map(all.map((row) => [keyOf(row), row]));
  const held = new Set(keys);
  return {
    rows: keys.flatMap((key) => known.get(key) ?? []),
    waiting: rows.filter((row) => !held.has(keyOf(row))).length,
  };
}

interface Steady<Row> {
  readonly rows: readonly Row[];
  /** Rows that came since and are not shown yet. */
  readonly waiting: number;
  readonly hold: () => void;
  readonly release: () => void;
}

/**
 * The rows as they are, until they are held: then they neither move nor vanish, though what they say goes on changing. `all` are
 * the rows from which `rows` were picked, `asked` says how.
 */
export function useSteady<Row>(rows: readonly Row[], all: readonly Row[], keyOf: (row: Row) => string, asked: string): Steady<Row> {
  const [held, setHeld] = useState<Held | null>(null);
  const now = (): Held => ({ asked, keys: rows.map(keyOf) });
  const current = held !== null && held.asked !== asked ? now() : held;
  if (current !== held) setHeld(current);
  const shown = current === null ? { rows, waiting: 0 } : inPlace(current.keys, rows, all, keyOf);
  return {
    ...shown,
    hold() {
      setHeld((before) => before ?? now());
    },
    release() {
      setHeld(null);
    },
  };
}
