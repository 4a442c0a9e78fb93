/** All runs over all parameters at once: one axis each, a line a run, coloured by the metric; brushes on the axes select. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { scalesOf, type AxisScale } from '../base/axes';
import { inWords, withBrush, type Brushes } from '../base/brush';
import { counted, number, value as text } from '../base/format';
import { nearestLine } from '../base/hit';
import type { Goal } from '../base/series';
import { AxisControl } from './axis-control';
import { fit, Layer, useRatio, useSize, type Context } from './canvas';
import styles from './chart.module.css';
import { pinColour, useColours } from './colours';
import { Figure, Note, NothingYet } from './figure';
import { axesOf, linesOf, selectionOf, sourcesOf, valueOf, worstFirst, type Lines, type RunPoint } from './lines-data';
import { boardOf, colourSteps, drawAxes, drawLabel, drawLine, heightsOf, opacity, type Board } from './lines-drawing';
import own from './parallel.module.css';

export type { RunPoint } from './lines-data';

interface ParallelCoordinatesProps {
  readonly metric: string;
  readonly goal: Goal;
  /** Of the sweep's document. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly runs: readonly RunPoint[];
  /** By name of parameter or metric; what they do not hold is grey. */
  readonly brushes: Brushes;
  readonly height?: number;
  readonly hot: string | null;
  readonly pinned: readonly string[];
  readonly onBrush: (brushes: Brushes) => void;
  readonly onHover: (run: string | null) => void;
  readonly onPin: (run: string) => void;
}

const REACH = 12;
const KEYS = 'Arrow up and down move from run to run by the metric, Enter pins, Escape leaves.';

export function ParallelCoordinates(props: ParallelCoordinatesProps) {
  const { metric, goal, parameters, runs, brushes, height = 340, hot, pinned, onBrush, onHover, onPin } = props;
  const [measure, size] = useSize();
  const [order, setOrder] = useState<readonly string[]>([]);
  const [scales, setScales] = useState<Readonly<Record<string, AxisScale>>>({});
  const [spoken, setSpoken] = useState('');
  const sources = useMemo(() => sourcesOf(parameters, metric, goal, runs), [parameters, metric, goal, runs]);
  const axes = useMemo(() => axesOf(sources, order, scales), [sources, order, scales]);
  const lines = useMemo(() => linesOf(runs, axes, metric), [runs, axes, metric]);
  const known = useMemo(() => Object.fromEntries(Object.entries(brushes).filter(([name]) => axes.some((axis) => axis.name === name))), [brushes, axes]);
  const selected = useMemo(() => selectionOf(runs, known, metric), [runs, known, metric]);
  const board = useMemo(() => (size === null ? null : boardOf(size, axes.length)), [size, axes.length]);
  const heights = useMemo(() => (board === null ? [] : lines.places.map((places) => heightsOf(places, board))), [lines, board]);
  const summary = useMemo(() => summaryOf(metric, goal, runs, sources.length, known, selected), [metric, goal, runs, sources, known, selected]);
  const table = useMemo(() => tableOf(metric, goal, runs, axes.map((axis) => axis.name), selected), [metric, goal, runs, axes, selected]);
  const parametersShown = axes.filter((axis) => axis.name !== metric).length;
  if (runs.length === 0 || parametersShown === 0) {
    return (
      <Figure summary={summary} table={table}>
        <NothingYet height={height}>
          {parametersShown === 0
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

  function press(event: React.KeyboardEvent): void {
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
    setOrder(axes.some((axis) => axis.name === metric) ? [...names, metric] : names);
  }

  return (
    <Figure
      summary={summary}
      table={table}
      legend={<PinnedLegend runs={runs} pinned={pinned} />}
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
      <div
        ref={measure}
        className={own.board}
        style={{ height }}
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
        onClick={() => {
          if (hot !== null) onPin(hot);
        }}
      >
        {board !== null && (
          <>
            <Picture {...{ lines, heights, board, selected, metric, pinned, hot }} brushed={Object.keys(known).length > 0} />
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
                  if (next !== undefined) setScales({ ...scales, [axis.name]: next });
                }}
                onMove={(by) => {
                  move(axis.name, at + by);
                }}
              />
            ))}
          </>
        )}
      </div>
      <output className={styles.unseen}>{spoken}</output>
    </Figure>
  );
}

interface PictureProps {
  readonly lines: Lines;
  readonly heights: readonly Float32Array[];
  readonly board: Board;
  readonly selected: Uint8Array;
  readonly brushed: boolean;
  readonly metric: string;
  readonly pinned: readonly string[];
  readonly hot: string | null;
}

function Picture({ lines, heights, board, selected, brushed, metric, pinned, hot }: PictureProps) {
  const colours = useColours();
  const drawFrame = useCallback(
    (context: Context) => {
      drawAxes(context, lines, board, metric, colours);
    },
    [lines, board, metric, colours],
  );
  const drawMeant = useCallback(
    (context: Context) => {
      const at = new Map(lines.runs.map((run, line) => [run.run, line]));
      const drawOne = (run: string, colour: string, width: number): void => {
        const line = at.get(run);
        if (line === undefined) return;
        context.lineJoin = 'round';
        for (const [stroke, wide] of [[colours.surface, width + 3], [colour, width]] as const) {
          context.strokeStyle = stroke;
          context.lineWidth = wide;
          drawLine(context, board.xs, heights, line);
        }
      };
      for (const run of pinned) drawOne(run, pinColour(colours, pinned, run) ?? colours.text, 2);
      if (hot === null) return;
      drawOne(hot, pinColour(colours, pinned, hot) ?? colours.text, 2.5);
      drawValues(context, lines, heights, board, at.get(hot), metric, colours);
    },
    [lines, heights, board, pinned, hot, metric, colours],
  );
  return (
    <>
      {brushed && <Bundle {...{ lines, heights, board }} among={null} grey />}
      <Bundle {...{ lines, heights, board }} among={selected} grey={false} />
      <Layer size={board} draw={drawFrame} />
      <Layer size={board} draw={drawMeant} />
    </>
  );
}

interface BundleProps {
  readonly lines: Lines;
  readonly heights: readonly Float32Array[];
  readonly board: Board;
  /** 1 for each line to draw; null for all. */
  readonly among: Uint8Array | null;
  readonly grey: boolean;
}

/** Milliseconds of drawing at a time: many lines come over some frames, and the page answers in between. */
const SLICE = 12;

/** Many lines, the best on top. */
function Bundle({ lines, heights, board, among, grey }: BundleProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = useColours();
  const ratio = useRatio();
  useEffect(() => {
    if (canvas.current === null) return undefined;
    const context = fit(canvas.current, board, ratio);
    if (context === null) return undefined;
    const goodness = lines.places.at(-1);
    const order = worstFirst(goodness, lines.runs.length).filter((line) => among === null || among[line] === 1);
    const steps = colourSteps(colours.theme);
    context.lineWidth = 1.25;
    context.lineJoin = 'bevel';
    context.globalAlpha = grey ? 0.12 : opacity(order.length);
    context.strokeStyle = colours.line;
    let next = 0;
    let frame = 0;
    const slice = (): void => {
      const end = performance.now() + SLICE;
      for (; next < order.length && (next % 32 !== 0 || performance.now() < end); next += 1) {
        const line = order[next] as number;
        const place = goodness?.[line] ?? NaN;
        if (!grey) context.strokeStyle = Number.isNaN(place) ? colours.line : (steps[Math.round(place * 63)] ?? colours.line);
        drawLine(context, board.xs, heights, line);
      }
      if (next < order.length) frame = requestAnimationFrame(slice);
    };
    slice();
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [lines, heights, board, among, grey, colours, ratio]);
  return <canvas ref={canvas} className={styles.layer} aria-hidden="true" />;
}

/** The hot run's value beside every axis. */
function drawValues(
  context: Context,
  lines: Lines,
  heights: readonly Float32Array[],
  board: Board,
  line: number | undefined,
  metric: string,
  colours: ReturnType<typeof useColours>,
): void {
  const run = line === undefined ? undefined : lines.runs[line];
  if (run === undefined || line === undefined) return;
  context.font = `600 11px ${colours.font}`;
  context.textBaseline = 'middle';
  lines.axes.forEach((axis, at) => {
    const value = valueOf(run, axis.name, metric);
    const [x, y] = [board.xs[at] ?? 0, heights[at]?.[line] ?? 0];
    const onRight = axis.name === metric;
    context.fillStyle = colours.text;
    context.beginPath();
    context.arc(x, y, 3.5, 0, 2 * Math.PI);
    context.fill();
    if (value !== undefined) drawLabel(context, text(value), x + (onRight ? 11 : 8), y - (onRight ? 0 : 10), 'left', colours.text, colours);
  });
}

function PinnedLegend({ runs, pinned }: { runs: readonly RunPoint[]; pinned: readonly string[] }) {
  const colours = useColours();
  const shown = runs.filter((run) => pinned.includes(run.run));
  return (
    <ul className={styles.legend}>
      {shown.map((run) => (
        <li key={run.run}>
          <svg width="20" height="10" aria-hidden="true">
            <line x1="1" x2="19" y1="5" y2="5" stroke={pinColour(colours, pinned, run.run) ?? colours.text} strokeWidth="2" />
          </svg>
          run {run.number}
        </li>
      ))}
    </ul>
  );
}

/** The selected run next above or below by the metric; from nowhere the best. */
function neighbour(lines: Lines, selected: Uint8Array, hot: string | null, by: 1 | -1): RunPoint | undefined {
  const order = [...worstFirst(lines.places.at(-1), lines.runs.length)].filter((line) => selected[line] === 1);
  const at = order.findIndex((line) => lines.runs[line]?.run === hot);
  const next = at < 0 ? order.length - 1 : Math.min(order.length - 1, Math.max(0, at + by));
  return lines.runs[order[next] ?? -1];
}

function runInWords(run: RunPoint, { axes }: Lines, metric: string): string {
  const values = axes.map(({ name }) => `${name} ${text(valueOf(run, name, metric) ?? 'no value')}`);
  return `run ${run.number}, ${run.state}: ${values.join(', ')}`;
}

function summaryOf(metric: string, goal: Goal, runs: readonly RunPoint[], axes: number, brushes: Brushes, selected: Uint8Array): string {
  const among = runs.filter((run, at) => selected[at] === 1 && Number.isFinite(run.value));
  const best = ordered(among, goal)[0];
  const found = best === undefined ? `no value of ${metric} yet` : `best ${metric} ${number(best.value ?? NaN)} at run ${best.number}`;
  const names = Object.entries(brushes).map(([name, brush]) => `${name} ${inWords(brush)}`);
  if (names.length === 0) return `${counted(runs.length, 'run')} over ${counted(axes, 'axis').replace('axiss', 'axes')}; ${found}.`;
  return `${selected.reduce((sum, one) => sum + one, 0)} of ${counted(runs.length, 'run')} with ${names.join(' and ')}; ${found}.`;
}

function tableOf(metric: string, goal: Goal, runs: readonly RunPoint[], names: readonly string[], selected: Uint8Array) {
  return {
    columns: ['Run', ...names],
    rows: () =>
      ordered(
        runs.filter((_, at) => selected[at] === 1),
        goal,
      ).map((run) => [`run ${run.number}`, ...names.map((name) => text(valueOf(run, name, metric) ?? 'no value'))]),
  };
}

/** The best first, those without a value last. */
function ordered(runs: readonly RunPoint[], goal: Goal): RunPoint[] {
  const of = (run: RunPoint): number => (run.value === null || Number.isNaN(run.value) ? Infinity : goal === 'minimize' ? run.value : -run.value);
  return [...runs].sort((a, b) => of(a) - of(b) || 0);
}
