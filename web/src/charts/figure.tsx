/** What all charts have around the picture: a legend, notes, a sentence that says what it shows, and its numbers as a table. */
import { useId, useState, type ReactNode } from 'react';
import styles from './chart.module.css';

export interface Twin {
  readonly columns: readonly string[];
  /** At most ROWS of them are shown; the first column heads its row. */
  readonly rows: () => readonly (readonly string[])[];
}

interface FigureProps {
  /** One sentence: what the chart shows. */
  readonly summary: string;
  readonly table: Twin;
  readonly legend?: ReactNode;
  /** Buttons that undo what hides something. */
  readonly notes?: ReactNode;
  readonly children: ReactNode;
}

/** More rows than this are for the table of runs. */
const ROWS = 100;

export function Figure({ summary, table, legend, notes, children }: FigureProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <figure className={styles.figure}>
      {children}
      {legend !== undefined && (
        <div className={styles.foot}>
          {legend}
          <div className={styles.notes}>{notes}</div>
        </div>
      )}
      <figcaption className={styles.caption}>
        <span>{summary}</span>
        <button
          type="button"
          className={styles.link}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => {
            setOpen(!open);
          }}
        >
          {open ? 'Hide the table' : 'Show as table'}
        </button>
      </figcaption>
      <div id={id} className={styles.table} hidden={!open} role="group" aria-label="Numbers of the chart" tabIndex={0}>
        {open && <Numbers {...table} />}
      </div>
    </figure>
  );
}

function Numbers({ columns, rows }: Twin) {
  const all = rows();
  return (
    <table>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {all.slice(0, ROWS).map(([head = '', ...cells]) => (
          <tr key={head}>
            <th scope="row">{head}</th>
            {cells.map((cell, at) => (
              <td key={columns[at + 1]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
      {all.length > ROWS && (
        <tfoot>
          <tr>
            <td colSpan={columns.length}>
              The first {ROWS} of {all.length}.
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

/** A button in the text below a chart. */
export function Note({ children, onClick }: { children: ReactNode; onClick: () => void }) {
  return (
    <button type="button" className={styles.note} onClick={onClick}>
      {children}
    </button>
  );
}

/** Why there is no picture, in the place where it will be. */
export function NothingYet({ height, children }: { height: number; children: ReactNode }) {
  return (
    <div className={styles.nothing} style={{ height }}>
      <p>{children}</p>
    </div>
  );
}

/** What follows the pointer: beside a place in the picture, on the side where there is room. */
export function Tip({ x, y, width, children }: { x: number; y: number; width: number; children: ReactNode }) {
  const left = x > width / 2;
  return (
    <div
      className={styles.tip}
      style={{ top: y, ...(left ? { right: width - x + 14 } : { left: x + 14 }) }}
    >
      {children}
    </div>
  );
}
