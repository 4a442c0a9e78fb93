/** All runs over all parameters at once: one axis each, a line a run, coloured by the metric; brushes on the axes select. */
import { useMemo, useState, type KeyboardEvent } from 'react';
import { scalesOf, type AxisScale, type Parameter } from '../base/axes';
import { withBrush, type Brushes } from '../base/brush';
import { counted } from '../base/format';
import { nearestLine } from '../base/hit';
import type { Goal } from '../base/series';
import { AxisControl } from './axis-control';
import { useCalm, useClick, useSize } from './canvas';
import styles from './chart.module.css';
import { Figure, Note, NothingYet } from './figure';
import { axesOf, linesOf, selectionOf, sourcesOf, type RunPoint } from './lines-data';
import { boardOf, heightsOf, leastWidth } from './lines-drawing';
import { LinesLegend, LinesPicture } from './lines-picture';
import { neighbour, runInWords, summaryOf, tableOf } from './lines-words';
import own from './parallel.module.css';

export type { RunPoint } from './lines-data';

interface ParallelCoordinatesProps {
  readonly metric: string;
  readonly goal: Goal;
  readonly parameters: readonly Parameter[];
  readonly runs: readonly RunPoint[];
  /** By name of parameter or metric; what they do not hold is grey. */
  readonly brushes: Brushes;
  /** Names of axes in the order that a person gave them; none means as they come. */
  readonly order: readonly string[];
  /** Scales that a person chose, by name of axis. */
  readonly scales: Readonly<Record<string, AxisScale>>;
  readonly height?: number;
  readonly hot: string | null;
  readonly pinned: readonly string[];
  readonly onBrush: (brushes: Brushes) => void;
  readonly onOrder: (order: readonly string[]) => void;
  readonly onScales: (scales: Readonly<Record<string, AxisScale>>) => void;
  readonly onHover: (run: string | null) => void;
  readonly onPin: (run: string) => void;
}

const REACH = 12;
const KEYS = 'Arrow up and down move from run to run by the metric, Enter pins, Escape leaves.';

export function ParallelCoordinates(props: ParallelCoordinatesProps) {
  const { metric, goal, parameters, brushes, order, scales, height = 340, hot, pinned, onBrush, onOrder, onScales, onHover, onPin } = props;
  const runs = useCalm(props.runs, props.runs.length / 10); // all lines are drawn anew for a change of one
  const click = useClick(() => {
    if (hot !== null) onPin(hot);
  });
  const [measure, size] = useSize();
  const [spoken, setSpoken] = useState('');
  const sources = useMemo(() => sourcesOf(parameters, metric, goal, runs), [parameters, metric, goal, runs]);
  const axes = useMemo(() => axesOf(sources, order, scales), [sources, order, scales]);
  const lines = useMemo(() => linesOf(runs, axes, metric), [runs, axes, metric]);
  const known = useMemo(() => Object.fromEntries(Object.entries(brushes).filter(([name]) => axes.some((axis) => axis.name === name))), [brushes, axes]);
  const selected = useMemo(() => selectionOf(runs, known, metric), [runs, known, metric]);
  const gaps = useMemo(() => lines.places.some((places) => places.some(Number.isNaN)), [lines]);
  const board = useMemo(() => (size === null ? null : boardOf(size, axes.length, gaps)), [size, axes.length, gaps]);
  const heights = useMemo(() => (board === null ? [] : lines.places.map((places) => heightsOf(places, board))), [lines, board]);
  const varied = axes.filter((axis) => axis.name !== metric).length;
  const summary = useMemo(() => summaryOf(metric, goal, runs, varied, known, selected), [metric, goal, runs, varied, known, selected]);
  const table = useMemo(() => tableOf(metric, goal, runs, axes.map((axis) => axis.name), selected), [metric, goal, runs, axes, selected]);
  if (runs.length === 0 || varied === 0) {
    return (
      <Figure summary={summary} table={table}>
        <NothingYet height={height}>
          {varied === 0
            ? 'No parameter of this sweep varies: there is nothing to set side by side.'
            : 'No run yet: each will be a line here, through its value of every parameter.'}
        </NothingYet>
      </Figure>
    );
  }

  function point(x: number, y: number): void {
    if (board === null) return;
    const { xs } = board;
    const right = xs.findIndex((at) => at >= x);
    const left = right > 0 ? right - 1 : right === 0 ? 0 : xs.length - 1;
    const to = Math.max(0, right < 0 ? left : right);
    const [from = 0, until = 0] = [xs[left], xs[to]];
    const near = x > (xs[0] ?? 0) - REACH && x < (xs.at(-1) ?? 0) + REACH;
    const share = until > from ? (x - from) / (until - from) : 0;
    const [a, b] = [heights[left], heights[to]];
    const hit = !near || a === undefined || b === undefined ? -1 : nearestLine(a, b, share, y, REACH, selected);
    meant(runs[hit]?.run ?? null);
  }

  function meant(run: string | null): void {
    if (run !== hot) onHover(run);
  }

  function press(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const next = neighbour(lines, selected, hot, event.key === 'ArrowUp' ? 1 : -1);
      if (next === undefined) return;
      meant(next.run);
      setSpoken(runInWords(next, lines, metric));
    } else if (event.key === 'Enter' && hot !== null) onPin(hot);
    else if (event.key === 'Escape') meant(null);
    else return;
    event.preventDefault();
  }

  function move(name: string, to: number): void {
    const names = axes.map((axis) => axis.name).filter((other) => other !== name && other !== metric);
    names.splice(Math.max(0, to), 0, name);
    onOrder(axes.some((axis) => axis.name === metric) ? [...names, metric] : names);
  }

  return (
    <Figure
      summary={summary}
      table={table}
      legend={<LinesLegend runs={runs} pinned={pinned} />}
      notes={
        Object.keys(known).length > 0 && (
          <Note
            onClick={() => {
              onBrush({});
            }}
          >
            {selected.reduce((sum, one) => sum + one, 0)} of {counted(runs.length, 'run')} selected · clear all
          </Note>
        )
      }
    >
      <div className={own.scroll}>
        <div
          ref={measure}
          className={own.board}
          style={{ height, minWidth: leastWidth(axes.length) }}
          role="application"
          aria-roledescription="chart"
          aria-label={`${summary} ${KEYS}`}
          tabIndex={0}
          onKeyDown={press}
          onPointerMove={(event) => {
            if (event.buttons !== 0) return;
            const { left, top } = event.currentTarget.getBoundingClientRect();
            point(event.clientX - left, event.clientY - top);
          }}
          onPointerLeave={() => {
            meant(null);
          }}
          {...click}
        >
          {board !== null && (
            <>
              <LinesPicture {...{ lines, heights, board, selected, metric, pinned, hot }} brushed={Object.keys(known).length > 0} />
              {axes.map((axis, at) => (
                <AxisControl
                  key={axis.name}
                  axis={axis}
                  x={board.xs[at] ?? 0}
                  board={board}
                  brush={known[axis.name] ?? null}
                  fixed={axis.name === metric}
                  onBrush={(brush) => {
                    onBrush(withBrush(brushes, axis.name, brush));
                  }}
                  onScale={() => {
                    const source = sources.find(({ name }) => name === axis.name);
                    const allowed = source === undefined ? [] : scalesOf(source);
                    const next = allowed[(allowed.indexOf(axis.scale) + 1) % allowed.length];
                    if (next !== undefined) onScales({ ...scales, [axis.name]: next });
                  }}
                  onMove={(by) => {
                    move(axis.name, at + by);
                  }}
                />
              ))}
            </>
          )}
        </div>
      </div>
      <output className={styles.unseen}>{spoken}</output>
    </Figure>
  );
}
