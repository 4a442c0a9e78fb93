/** The metric of every run in the order of their numbers, and the best so far. */
import { useCallback, useMemo, useState } from 'react';
import { counted, number } from '../base/format';
import { linear } from '../base/scales';
import { bestSoFar, worthDrawing, type Goal } from '../base/series';
import type { RunState } from '../base/states';
import { Layer, type Context, type Size } from './canvas';
import styles from './chart.module.css';
import { pinColour, useColours, type Colours } from './colours';
import { roomy } from './curve-data';
import { xPixel, yPixel, type Frame } from './curve-drawing';
import { Figure, NothingYet, Tip } from './figure';
import { Legend, LineMark, StateMark } from './legend';
import { drawDiamond, drawMark, drawRing } from './marks';
import type { PlotAxis } from './plot';
import { Scatter, type Meaning } from './scatter';

export interface RunValue {
  readonly run: string;
  readonly number: number;
  readonly state: RunState;
  /** The best of the metric; null without one. */
  readonly value: number | null;
  /** Whether it may be the best: it keeps all limits. */
  readonly able: boolean;
}

interface MetricOverRunsProps extends Meaning {
  readonly metric: string;
  readonly goal: Goal;
  readonly runs: readonly RunValue[];
  readonly y: 'linear' | 'log';
  readonly height?: number;
}

const STATES: readonly RunState[] = ['finished', 'stopped', 'running', 'failed', 'crashed', 'killed'];

export function MetricOverRuns({ metric, goal, runs, y, height = 260, hot, pinned, onHover, onPin }: MetricOverRunsProps) {
  const [whole, setWhole] = useState(false);
  const ordered = useMemo(() => [...runs].sort((a, b) => a.number - b.number), [runs]);
  const values = useMemo(() => ordered.map((run) => run.value ?? NaN), [ordered]);
  const drawable = useMemo(() => values.filter((value) => Number.isFinite(value) && (y !== 'log' || value > 0)), [values, y]);
  const worth = useMemo(() => worthDrawing(drawable), [drawable]);
  const [low, high] = useMemo(() => (worth === null ? [NaN, NaN] : whole || y === 'log' ? ends(drawable) : [worth.low, worth.high]), [worth, drawable, whole, y]);
  const last = ordered.at(-1)?.number ?? 1;
  const xAxis = useMemo((): PlotAxis => {
    const scale = linear(0.5 - last * 0.01, last + 0.5 + last * 0.01);
    return { scale: { ...scale, ticks: (count) => scale.ticks(count).filter((tick) => Number.isInteger(tick) && tick > 0) }, label: 'run', format: number };
  }, [last]);
  const yAxis = useMemo((): PlotAxis => ({ scale: roomy(y, low, high), label: metric, format: number }), [y, low, high, metric]);

  const summary = useMemo(() => summaryOf(metric, goal, ordered), [metric, goal, ordered]);
  const table = useMemo(
    () => ({
      columns: ['Run', 'State', metric],
      rows: () => ordered.map((run) => [`run ${run.number}`, run.state, run.value === null ? 'no value' : number(run.value)]),
    }),
    [ordered, metric],
  );
  if (worth === null) {
    return (
      <Figure summary={summary} table={table}>
        <NothingYet height={height}>{whyEmpty(metric, runs, y)}</NothingYet>
      </Figure>
    );
  }

  const outside = whole || y === 'log' ? 0 : worth.outside;
  return (
    <Scatter
      {...{ placeOf, height, summary, table, outside, whole, hot, onHover, onPin }}
      runs={ordered}
      inWords={(run) => inWords(run, metric)}
      x={xAxis}
      y={yAxis}
      legend={<PointsLegend runs={runs} goal={goal} />}
      onWhole={setWhole}
    >
      {(size, shown) => <Points {...{ size, ordered, values, goal, xAxis, yAxis, pinned, metric }} hot={shown} />}
    </Scatter>
  );
}

interface PointsProps {
  readonly size: Size;
  readonly ordered: readonly RunValue[];
  readonly values: readonly number[];
  readonly goal: Goal;
  readonly xAxis: PlotAxis;
  readonly yAxis: PlotAxis;
  readonly pinned: readonly string[];
  readonly metric: string;
  readonly hot: RunValue | null;
}

function Points({ size, ordered, values, goal, xAxis, yAxis, pinned, metric, hot }: PointsProps) {
  const colours = useColours();
  const frame = useMemo((): Frame => ({ ...size, xScale: xAxis.scale, yScale: yAxis.scale }), [size, xAxis.scale, yAxis.scale]);
  const draw = useCallback(
    (context: Context) => {
      drawBest(context, frame, ordered, bestSoFar(values.map((value, at) => (ordered[at]?.able === true ? value : NaN)), goal), colours);
      const radius = Math.min(4.5, Math.max(2.5, (3 * frame.width) / ordered.length / 4));
      for (const run of ordered) {
        context.globalAlpha = run.value === null ? 0.55 : 0.85;
        if (run.able || run.value === null) drawMark(context, run.state, xPixel(frame, run.number), heightOf(run, frame), radius, colours);
        else drawDiamond(context, xPixel(frame, run.number), heightOf(run, frame), radius + 0.5, colours.envelope);
      }
      context.globalAlpha = 1;
    },
    [frame, ordered, values, goal, colours],
  );
  const drawMeant = useCallback(
    (context: Context) => {
      for (const run of ordered) {
        const colour = pinColour(colours, pinned, run.run);
        if (colour !== null) drawRing(context, xPixel(frame, run.number), heightOf(run, frame), 7, colour, colours);
      }
      if (hot === null) return;
      const [x, y] = [xPixel(frame, hot.number), heightOf(hot, frame)];
      drawMark(context, hot.state, x, y, 5, colours);
      drawRing(context, x, y, 8, pinColour(colours, pinned, hot.run) ?? colours.text, colours);
    },
    [frame, ordered, hot, pinned, colours],
  );
  return (
    <>
      <div className={styles.clip}>
        <Layer size={size} draw={draw} />
        <Layer size={size} draw={drawMeant} />
      </div>
      {hot !== null && (
        <Tip x={xPixel(frame, hot.number)} y={Math.min(size.height - 14, Math.max(14, heightOf(hot, frame)))} width={size.width}>
          <strong>
            run {hot.number} · {hot.state}
          </strong>
          <span>
            {metric} <strong>{hot.value === null ? 'no value' : number(hot.value)}</strong>
          </span>
        </Tip>
      )}
    </>
  );
}

function placeOf(run: RunValue, frame: Frame): readonly [number, number] {
  return [xPixel(frame, run.number), heightOf(run, frame)];
}

/** Runs without a value stand at the foot, so that they are not forgotten. */
function heightOf(run: RunValue, frame: Frame): number {
  const y = yPixel(frame, run.value ?? NaN);
  return Number.isNaN(y) ? frame.height - 6 : y;
}

/** Steps: the best holds until a better one comes. */
function drawBest(context: Context, frame: Frame, ordered: readonly RunValue[], best: readonly number[], colours: Colours): void {
  context.beginPath();
  let before = NaN;
  ordered.forEach((run, at) => {
    const [x, y] = [xPixel(frame, run.number), yPixel(frame, best[at] ?? NaN)];
    if (Number.isNaN(y)) return;
    if (Number.isNaN(before)) context.moveTo(x, y);
    else {
      context.lineTo(x, before);
      context.lineTo(x, y);
    }
    before = y;
  });
  if (!Number.isNaN(before)) context.lineTo(frame.width, before);
  context.strokeStyle = colours.best;
  context.lineWidth = 1.75;
  context.stroke();
}

function PointsLegend({ runs, goal }: { runs: readonly RunValue[]; goal: Goal }) {
  const colours = useColours();
  return (
    <Legend>
      <li>
        <LineMark colour={colours.best} />
        best so far ({goal === 'minimize' ? 'lowest' : 'highest'})
      </li>
      {runs.some(({ able, value }) => !able && value !== null) && (
        <li>
          <svg width="12" height="12" aria-hidden="true">
            <path d="M6 2l4 4-4 4-4-4z" fill="none" stroke={colours.envelope} strokeWidth="1.5" />
          </svg>
          outside a limit
        </li>
      )}
      {STATES.filter((state) => runs.some((run) => run.state === state)).map((state) => (
        <li key={state}>
          <StateMark state={state} />
          {state}
        </li>
      ))}
    </Legend>
  );
}

function inWords(run: RunValue, metric: string): string {
  return `run ${run.number}, ${run.state}: ${run.value === null ? `no value of ${metric}` : `${metric} ${number(run.value)}`}`;
}

function whyEmpty(metric: string, runs: readonly RunValue[], y: 'linear' | 'log'): string {
  if (runs.length === 0) return `No run yet: each will be a point here, at its value of ${metric}.`;
  if (y === 'log' && runs.some((run) => Number.isFinite(run.value))) return `A log axis shows values above 0 only, and no run has one of ${metric}.`;
  return `None of ${counted(runs.length, 'run')} has a value of ${metric} yet: each will be a point here.`;
}

/** `best val_loss 0.213 at run 87; median 0.31 of 120 runs; 3 without a value`. */
export function summaryOf(metric: string, goal: Goal, runs: readonly RunValue[]): string {
  const valued = runs.filter((run) => Number.isFinite(run.value)).sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
  const best = valued.filter(({ able }) => able).at(goal === 'minimize' ? 0 : -1);
  if (valued.length === 0) return `No value of ${metric} in ${counted(runs.length, 'run')}.`;
  const median = valued[valued.length >> 1]?.value ?? NaN;
  const missing = runs.length - valued.length;
  const first = best === undefined ? 'None keeps the limits' : `Best ${metric} ${number(best.value ?? NaN)} at run ${best.number}`;
  const parts = [first, `median ${number(median)} of ${counted(valued.length, 'run')}`];
  return [...parts, ...(missing > 0 ? [`${missing} without a value`] : [])].join('; ') + '.';
}

function ends(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}
