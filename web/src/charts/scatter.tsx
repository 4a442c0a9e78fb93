/** What charts with a point for each run have in common: which one is meant by pointer or keys, and a note of what lies outside. */
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { counted } from '../base/format';
import { nearestDot } from '../base/hit';
import type { Size } from './canvas';
import styles from './chart.module.css';
import type { Frame } from './curve-drawing';
import { Figure, Note, type Twin } from './figure';
import { Plot, type PlotAxis, type Pointer } from './plot';

/** How runs are meant and pinned, the same in all charts of a screen. */
export interface Meaning {
  readonly hot: string | null;
  readonly pinned: readonly string[];
  readonly onHover: (run: string | null) => void;
  readonly onPin: (run: string) => void;
}

interface ScatterProps<R> extends Omit<Meaning, 'pinned'> {
  /** In the order in which the arrow keys go from one to the next. */
  readonly runs: readonly R[];
  readonly placeOf: (run: R, frame: Frame) => readonly [x: number, y: number];
  readonly inWords: (run: R) => string;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly height: number;
  readonly summary: string;
  readonly table: Twin;
  readonly legend: ReactNode;
  /** How many lie outside of the picture, and whether all are to be shown. */
  readonly outside: number;
  readonly whole: boolean;
  readonly onWhole: (whole: boolean) => void;
  readonly children: (size: Size, hot: R | null) => ReactNode;
}

const REACH = 18;
const KEYS = 'Arrow keys move from run to run, Enter pins, Escape leaves.';

export function Scatter<R extends { readonly run: string }>(props: ScatterProps<R>) {
  const { runs, placeOf, inWords, x, y, height, summary, table, legend, outside, whole, onWhole, hot, onHover, onPin, children } = props;
  const [spoken, setSpoken] = useState('');
  const shown = runs.find(({ run }) => run === hot) ?? null;
  const meant = (run: string | null): void => {
    if (run !== hot) onHover(run);
  };

  function point(at: Pointer | null, size: Size): void {
    if (at === null) {
      meant(null);
      return;
    }
    const frame = { ...size, xScale: x.scale, yScale: y.scale };
    const places = runs.map((run) => placeOf(run, frame));
    const hit = nearestDot(places.map(([left]) => left), places.map(([, top]) => top), at.x, at.y, REACH);
    meant(runs[hit]?.run ?? null);
  }

  function press(event: KeyboardEvent): void {
    const at = runs.findIndex(({ run }) => run === hot);
    const to = { ArrowLeft: Math.max(0, at - 1), ArrowRight: Math.min(runs.length - 1, at + 1), Home: 0, End: runs.length - 1 }[event.key];
    if (to !== undefined) {
      const run = runs[to];
      if (run === undefined) return;
      meant(run.run);
      setSpoken(inWords(run));
    } else if (event.key === 'Enter' && shown !== null) onPin(shown.run);
    else if (event.key === 'Escape') meant(null);
    else return;
    event.preventDefault();
  }

  return (
    <Figure
      summary={summary}
      table={table}
      legend={legend}
      notes={
        (outside > 0 || whole) && (
          <Note
            onClick={() => {
              onWhole(!whole);
            }}
          >
            {whole ? 'all points shown · leave out the outlying' : `${counted(outside, 'point')} outside · show all`}
          </Note>
        )
      }
    >
      <Plot
        height={height}
        x={x}
        y={y}
        label={summary}
        keys={KEYS}
        onPointer={point}
        onClick={() => {
          if (shown !== null) onPin(shown.run);
        }}
        onKey={press}
      >
        {(size) => children(size, shown)}
      </Plot>
      <output className={styles.unseen}>{spoken}</output>
    </Figure>
  );
}
