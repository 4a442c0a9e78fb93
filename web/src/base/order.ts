/** Putting rows in order, and picking those that fit. */
import type { Brush } from './view';

export type Direction = 'asc' | 'desc';

/** The rows by what `of` says of them; equal ones stay in their order; what is missing (null, NaN) comes last either way. */
export function ordered<Row>(rows: readonly Row[], of: (row: Row) => unknown, direction: Direction): Row[] {
  const sign = direction === 'asc' ? 1 : -1;
  const keyed = rows.map((row) => ({ row, key: of(row) }));
  keyed.sort((a, b) => {
    const missing = Number(isMissing(a.key)) - Number(isMissing(b.key));
    if (missing !== 0 || isMissing(a.key)) return missing;
    return sign * compare(a.key, b.key);
  });
  return keyed.map(({ row }) => row);
}

/** Whether every word of `text` stands in one of the row's texts, whatever its case. */
export function holds(texts: readonly string[], text: string): boolean {
  const all = texts.join('\n').toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => all.includes(word));
}

/** Whether a value lies within the brush; `shown` is its text. A missing value lies within none. */
export function within(brush: Brush, value: unknown, shown: string): boolean {
  if (brush.kind === 'some') return value !== undefined && brush.values.includes(shown);
  return typeof value === 'number' && value >= brush.low && value <= brush.high;
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'number') return -1; // numbers before texts
  if (typeof b === 'number') return 1;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

function isMissing(key: unknown): boolean {
  return key === null || key === undefined || Number.isNaN(key);
}
