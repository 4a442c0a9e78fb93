import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { Table, type Column } from './table';

const COLUMNS: Column<number>[] = [
  { id: 'number', title: 'Number', min: 80, numeric: true, sorts: 'desc', cell: (row) => `row ${row}` },
  { id: 'note', title: 'Note', min: 80, cell: (row) => <button type="button">note {row}</button> },
];

function show(rows: number[]) {
  const onOpen = vi.fn();
  const onSort = vi.fn();
  const table = (shown: number[]) => (
    <Table
      label="Numbers"
      columns={COLUMNS}
      rows={shown}
      rowKey={String}
      sorting={{ column: 'number', direction: 'asc' }}
      onSort={onSort}
      onOpen={onOpen}
      isSelected={(row) => row === 2}
    />
  );
  const { rerender } = render(table(rows));
  return {
    onOpen,
    onSort,
    rerender: (shown: number[]) => {
      rerender(table(shown));
    },
    user: userEvent.setup(),
  };
}

const count = (length: number): number[] => Array.from({ length }, (_, at) => at);
const focused = (): string => document.activeElement?.textContent ?? '';

describe('a table', () => {
  it('makes only the rows in sight, and says how many there are', () => {
    show(count(10_000));
    expect(screen.getByRole('grid', { name: 'Numbers' }).getAttribute('aria-rowcount')).toBe('10001');
    expect(screen.getAllByRole('row').length).toBeLessThan(60);
  });

  it('sorts by a click on the header: the other way round where it is sorted already', async () => {
    const { user, onSort } = show([1]);
    expect(screen.getByRole('columnheader', { name: 'Number' }).getAttribute('aria-sort')).toBe('ascending');
    await user.click(screen.getByRole('button', { name: 'Number' }));
    expect(onSort).toHaveBeenCalledWith({ column: 'number', direction: 'desc' });
    expect(within(screen.getByRole('columnheader', { name: 'Note' })).queryByRole('button')).toBeNull();
  });

  it('opens a row by a click, but not by one on a button in it', async () => {
    const { user, onOpen } = show([1, 2]);
    await user.click(screen.getByText('note 2'));
    expect(onOpen).not.toHaveBeenCalled();
    await user.click(screen.getByText('row 2'));
    expect(onOpen).toHaveBeenCalledWith(2);
  });

  it('marks the selected row', () => {
    show([1, 2]);
    expect(screen.getByRole('row', { selected: true }).textContent).toContain('row 2');
  });

  it('is one stop for Tab, walked by keys and opened by Enter', async () => {
    const { user, onOpen } = show(count(5));
    screen.getByRole('button', { name: 'Number' }).focus();
    await user.tab();
    expect(focused()).toContain('row 0');
    await user.keyboard('{ArrowDown}jk{End}{ArrowUp}');
    expect(focused()).toContain('row 3');
    await user.keyboard('{Enter}');
    expect(onOpen).toHaveBeenCalledWith(3);
    await user.keyboard('{Home}');
    expect(focused()).toContain('row 0');
  });

  it('keeps the focus on its row when rows come before it', async () => {
    const { user, rerender } = show([5, 6, 7]);
    screen.getByRole('button', { name: 'Number' }).focus();
    await user.tab();
    await user.keyboard('{ArrowDown}');
    rerender([1, 2, 5, 6, 7]);
    expect(focused()).toContain('row 6');
    await user.keyboard('{ArrowUp}');
    expect(focused()).toContain('row 5');
  });
});
