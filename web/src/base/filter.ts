/**
 * The filter over a table, as people type it: `lr<0.01 state:finished adam`. Terms stand apart by blanks, and rows must fit all.
 *
 * A word must stand somewhere in the row. `field<number` (also `<=`, `>`, `>=`; a number may be a length of time: `90s`, `5m`,
 * `2h`), `field:text` (holds it; of numbers, is it), `field=text` and `field!=text` (is, is not), several texts by commas. Quotes
 * hold blanks together.
 */
import { number, value as shown } from './format';
import { similar } from './similar';

export interface Fields<Row> {
  /** What a row says under each name that a term may use. */
  readonly of: ReadonlyMap<string, (row: Row) => unknown>;
  /** All that words may be found in. */
  readonly text: (row: Row) => string;
}

export interface Term<Row> {
  /** As it was typed. */
  readonly text: string;
  /** The filter without it. */
  readonly rest: string;
  /** Why no row can fit it; null where some may. */
  readonly problem: string | null;
  readonly fits: (row: Row) => boolean;
}

const TOKEN = /(?:[^\s"]|"[^"]*"?)+/g;
const COMPARISON = /^([^\s<>=!:"]+|"[^"]+")(<=|>=|!=|[<>=:])(.*)$/s;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 };

/** The terms of a filter; one that is still being typed (`lr<`) is none yet. */
export function terms<Row>(filter: string, fields: Fields<Row>): Term<Row>[] {
  const tokens = filter.match(TOKEN) ?? [];
  return tokens.flatMap((text, at) => {
    const rest = tokens.filter((_, other) => other !== at).join(' ');
    const [, name, sign, operand = ''] = COMPARISON.exec(text) ?? [];
    if (name === undefined || sign === undefined) return unquoted(text) === '' ? [] : [{ text, rest, problem: null, fits: holding(unquoted(text), fields) }];
    if (operand.replace(/[",]/g, '') === '') return [];
    return [{ text, rest, ...comparison(unquoted(name), sign, operand, fields) }];
  });
}

function holding<Row>(word: string, fields: Fields<Row>): (row: Row) => boolean {
  const wanted = word.toLowerCase();
  return (row) => fields.text(row).toLowerCase().includes(wanted);
}

function comparison<Row>(name: string, sign: string, operand: string, fields: Fields<Row>): Pick<Term<Row>, 'problem' | 'fits'> {
  const field = fieldOf(name, fields);
  if (field === null) return none(`nothing is called ${name}${hint(name, [...fields.of.keys()])}`);
  if (sign === ':' || sign === '=' || sign === '!=') {
    const wanted = operand.split(',').map(unquoted).filter((text) => text !== '');
    const exactly = sign !== ':';
    const test = (row: Row): boolean => wanted.some((text) => says(field(row), text, exactly));
    return { problem: null, fits: sign === '!=' ? (row) => !test(row) : test };
  }
  const limit = amount(unquoted(operand));
  if (Number.isNaN(limit)) return none(`${operand} is not a number, which ${sign} needs`);
  return { problem: null, fits: (row) => compares(field(row), sign, limit) };
}

function none(problem: string): { problem: string; fits: () => boolean } {
  return { problem, fits: () => false };
}

function fieldOf<Row>(name: string, { of }: Fields<Row>): ((row: Row) => unknown) | null {
  const exact = of.get(name);
  if (exact !== undefined) return exact;
  const lower = name.toLowerCase();
  for (const [known, field] of of) if (known.toLowerCase() === lower) return field;
  return null;
}

/** Names that are listed where none is like the one given. */
const NAMED = 8;

function hint(name: string, names: readonly string[]): string {
  const near = similar(name, names);
  if (near.length > 0) return `; did you mean ${near.join(' or ')}?`;
  return `, but ${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? '…' : ''}`;
}

function says(value: unknown, wanted: string, exactly: boolean): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === 'number') return value === Number(wanted) || number(value) === wanted;
  const text = shown(value).toLowerCase();
  return exactly ? text === wanted.toLowerCase() : text.includes(wanted.toLowerCase());
}

function compares(value: unknown, sign: string, limit: number): boolean {
  if (typeof value !== 'number') return false;
  if (sign === '<') return value < limit;
  if (sign === '<=') return value <= limit;
  return sign === '>' ? value > limit : value >= limit;
}

function amount(text: string): number {
  const unit = SECONDS[text.at(-1) ?? ''];
  return unit === undefined ? Number(text) : Number(text.slice(0, -1)) * unit;
}

function unquoted(text: string): string {
  return text.replaceAll('"', '');
}
