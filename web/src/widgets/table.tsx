/**
 * A table of any length: only the rows in sight exist. The header stays, a click on it sorts, one row at a time can be reached
 * by Tab and the arrow keys (also j and k) move on from it; Enter opens.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type CSSProperties, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import type { Direction } from '../base/order';
import { useKeptScroll } from './scroll';
import styles from './table.module.css';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Least width in pixels; the share of what is left over. */
  readonly min: number;
  readonly grow?: number;
  readonly numeric?: boolean;
  /** Direction of the first click on the header; without one the column does not sort. */
  readonly sorts?: Direction;
}

export interface Sorting {
  readonly column: string;
  readonly direction: Direction;
}

interface Props<Row> {
  /** What the rows are, for those who cannot see it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  /** In the order in which they are shown: the table shows the sorting, it does not sort. */
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly sorting: Sorting | null;
  readonly onSort: (sorting: Sorting) => void;
  readonly onOpen: (row: Row) => void;
  /** The key x on a row. */
  readonly onSelect?: (row: Row) => void;
  readonly onHover?: (row: Row | null) => void;
  readonly isSelected?: (row: Row) => boolean;
  /** Height of a row in pixels. */
  readonly rowHeight?: number;
  /** Greatest height of the whole, as CSS. */
  readonly maxHeight?: string;
}

export function Table<Row>(props: Props<Row>) {
  const { label, columns, rows, rowKey, onOpen, onSelect, onHover, isSelected, rowHeight = 32, maxHeight = '70vh' } = props;
  const frame = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  const [active, setActive] = useState<string | null>(null);
  const found = rows.findIndex((row) => rowKey(row) === active);
  const activeIndex = Math.max(0, found);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    getItemKey: (index) => keyAt(rows, rowKey, index),
    estimateSize: () => rowHeight,
    scrollPaddingStart: HEADER,
    overscan: 12,
  });
  useKeptScroll(frame, label); // after the virtualizer, which begins at the top

  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const row = frame.current?.querySelector<HTMLElement>('[data-active]');
    if (row === null || row === undefined) return; // not scrolled into sight yet
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });

  function move(event: KeyboardEvent): void {
    const row = rows[activeIndex];
    if (event.key === 'Enter' && row !== undefined && isRow(event.target)) onOpen(row);
    if (event.key === 'x' && row !== undefined && isRow(event.target)) onSelect?.(row);
    const page = Math.max(1, Math.floor((frame.current?.clientHeight ?? 0) / rowHeight) - 2);
    const to = target(event, activeIndex, rows.length, page);
    const next = to === null ? undefined : rows[to];
    if (to === null || next === undefined) return;
    event.preventDefault();
    wantsFocus.current = true;
    setActive(rowKey(next));
    virtual.scrollToIndex(to);
  }

  const layout = {
    '--columns': columns.map((column) => `minmax(${column.min}px, ${column.grow ?? 0}fr)`).join(' '),
    '--row-height': `${rowHeight}px`,
    minWidth: columns.reduce((sum, column) => sum + column.min, 0),
  } as CSSProperties;

  return (
    <div ref={frame} className={styles.frame} style={{ maxHeight }}>
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        style={layout}
        onKeyDown={move}
        onPointerLeave={() => onHover?.(null)}
      >
        <Header {...props} />
        <div role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <div
                key={key}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={isSelected?.(row) ?? false}
                data-active={index === activeIndex ? '' : undefined}
                tabIndex={index === activeIndex ? 0 : -1}
                className={styles.row}
                style={{ transform: `translateY(${start}px)` }}
                onFocus={() => {
                  setActive(rowKey(row));
                }}
                onPointerEnter={() => onHover?.(row)}
                onClick={(event) => {
                  if (isPlainClick(event)) onOpen(row);
                }}
              >
                {columns.map((column) => (
                  <div key={column.id} role="gridcell" className={column.numeric === true ? styles.numeric : styles.cell}>
                    {column.cell(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

const HEADER = 30; // its height in table.module.css

function Header<Row>({ columns, sorting, onSort }: Props<Row>) {
  return (
    <div role="row" aria-rowindex={1} className={styles.header}>
      {columns.map(({ id, title, numeric, sorts }) => {
        const direction = sorting?.column === id ? sorting.direction : null;
        const next = direction === null ? sorts : direction === 'asc' ? 'desc' : 'asc';
        return (
          <div
            key={id}
            role="columnheader"
            aria-sort={direction === null ? 'none' : direction === 'asc' ? 'ascending' : 'descending'}
            className={numeric === true ? styles.numeric : styles.cell}
          >
            {sorts === undefined || next === undefined ? (
              title
            ) : (
              <button
                type="button"
                className={styles.sort}
                title={title}
                onClick={() => {
                  onSort({ column: id, direction: next });
                }}
              >
                <span>{title}</span>
                <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true" data-direction={direction ?? 'none'}>
                  <path d="M0 6 4 1l4 5z" fill="currentColor" />
                </svg>
              </button>
            )}
          </div>
        );
      })}
    </div>
  );
}

/** Where a key leads; null if it is not one that moves. */
function target({ key, metaKey, ctrlKey, altKey, target }: KeyboardEvent, from: number, count: number, page: number): number | null {
  if (metaKey || ctrlKey || altKey || !isRow(target)) return null;
  const steps: Record<string, number> = {
    ArrowDown: 1,
    j: 1,
    ArrowUp: -1,
    k: -1,
    PageDown: page,
    PageUp: -page,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  return step === undefined ? null : Math.min(count - 1, Math.max(0, from + step));
}

function isRow(element: EventTarget): boolean {
  return element instanceof HTMLElement && element.role === 'row';
}

/** Not one on a link or a button within the row, and not the end of selecting text. */
function isPlainClick({ target }: MouseEvent): boolean {
  const within = target instanceof Element && target.closest('a, button, input') !== null;
  return !within && (getSelection()?.isCollapsed ?? true);
}

function keyAt<Row>(rows: readonly Row[], rowKey: (row: Row) => string, index: number): string {
  const row = rows[index];
  return row === undefined ? String(index) : rowKey(row);
}
