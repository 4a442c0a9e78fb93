import { describe, expect, it } from 'vitest';
import { terms, type Fields } from './filter';

interface Row {
  readonly lr: number;
  readonly optimizer: string;
  readonly state: string;
  readonly time: number;
}

const rows: Row[] = [
  { lr: 0.001, optimizer: 'adam', state: 'finished', time: 30 },
  { lr: 0.012345678, optimizer: 'sgd', state: 'running', time: 90 },
  { lr: 0.1, optimizer: 'adamw', state: 'failed', time: 4000 },
];

const fields: Fields<Row> = {
  of: new Map<string, (row: Row) => unknown>([
    ['lr', (row) => row.lr],
    ['optimizer', (row) => row.optimizer],
    ['state', (row) => row.state],
    ['time', (row) => row.time],
  ]),
  text: (row) => `${row.optimizer} ${row.state}`,
};

/** Which rows fit, by their place. */
function found(filter: string): number[] {
  const all = terms(filter, fields);
  return rows.flatMap((row, at) => (all.every((term) => term.fits(row)) ? [at] : []));
}

describe('the filter of the table', () => {
  it.each([
    ['', [0, 1, 2]],
    ['ADAM', [0, 2]],
    ['adam finished', [0]],
    ['lr<0.01', [0]],
    ['lr>=0.1', [2]],
    ['lr>0.001 lr<=1e-1', [1, 2]],
    ['LR=0.1', [2]],
    ['lr=0.01235', [1]],
    ['lr!=0.1', [0, 1]],
    ['state:finished,run', [0, 1]],
    ['optimizer:adam', [0, 2]],
    ['optimizer=adam', [0]],
    ['optimizer=adam,sgd', [0, 1]],
    ['time>1m', [1, 2]],
    ['time<1h', [0, 1]],
    ['"adam finished"', [0]],
    ['state<3', []],
  ])('finds by %s', (filter, expected) => {
    expect(found(filter)).toEqual(expected);
  });

  it.each(['lr<', 'state:', '""', 'state:,', '  '])('lets %j pass while it is being typed', (filter) => {
    expect(terms(filter, fields)).toEqual([]);
  });

  it('says what is wrong with a term, and lets no row fit', () => {
    expect(terms('optimzer:adam', fields)[0]?.problem).toBe('nothing is called optimzer; did you mean optimizer?');
    expect(terms('zzz=1', fields)[0]?.problem).toBe('nothing is called zzz, but lr, optimizer, state, time');
    expect(terms('lr<fast', fields)[0]?.problem).toBe('fast is not a number, which < needs');
    expect(found('optimzer:adam')).toEqual([]);
  });

  it('tells the filter without each term', () => {
    expect(terms('lr<0.01 optimizer:"a b"  adam', fields).map(({ text, rest }) => [text, rest])).toEqual([
      ['lr<0.01', 'optimizer:"a b" adam'],
      ['optimizer:"a b"', 'lr<0.01 adam'],
      ['adam', 'lr<0.01 optimizer:"a b"'],
    ]);
  });
});
