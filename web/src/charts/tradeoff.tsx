/** Two metrics of every run against each other: what one costs of the other, the runs that no other beats, and what limits allow. */
import { useCallback, useMemo, useState } from 'react';
import { between, counted, number } from '../base/format';
import { extent, worthDrawing, type Goal } from '../base/series';
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

export interface Measure {
  readonly name: string;
  /** Which way is better; null for a metric that only has a limit. */
  readonly goal: Goal | null;
  /** Between which values it has to lie. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface RunPlace extends Place {
  readonly run: string;
  readonly number: number;
  readonly state: RunState;
  /** Whether no other run beats it. */
  readonly front: boolean;
  /** Whether it breaks a limit. */
  readonly broken: boolean;
}

interface TradeoffProps extends Meaning {
  readonly x: Measure;
  readonly y: Measure;
  readonly runs: readonly RunPlace[];
  /** The runs that no other beats in these two, for a line along them; empty where they are not all that counts. */
  readonly front: readonly Place[];
  readonly height?: number;
}

const STATES: readonly RunState[] = ['finished', 'stopped', 'running', 'failed', 'crashed', 'killed'];

export function Tradeoff({ x, y, runs, front, height = 300, hot, pinned, onHover, onPin }: TradeoffProps) {
  const [whole, setWhole] = useState(false);
  const ordered = useMemo(() => [...runs].sort((a, b) => a.x - b.x || a.number - b.number), [runs]);
  const line = useMemo(() => [...front].sort((a, b) => (x.goal === 'maximize' ? b.x - a.x : a.x - b.x)), [front, x.goal]);
  const xAxis = useAxis(x, runs.map((run) => run.x), whole);
  const yAxis = useAxis(y, runs.map((run) => run.y), whole);
  const summary = useMemo(() => summaryOf(x, y, runs), [x, y, runs]);
  const table = useMemo(
    () => ({
      columns: ['Run', 'State', x.name, y.name, 'Note'],
      rows: () => ordered.map((run) => [`run ${run.number}`, run.state, number(run.x), number(run.y), noteOf(run)]),
    }),
    [ordered, x.name, y.name],
  );
  if (runs.length === 0) {
    return (
      <Figure summary={summary} table={table}>
        <NothingYet height={height}>
          No run has a value of both {x.name} and {y.name} yet: each will be a point here.
        </NothingYet>
      </Figure>
    );
  }

  const outside = runs.filter((run) => !within(xAxis, run.x) || !within(yAxis, run.y)).length;
  return (
    <Scatter
      {...{ placeOf, height, summary, table, outside, whole, hot, onHover, onPin }}
      runs={ordered}
      inWords={(run) => inWords(run, x, y)}
      x={xAxis}
      y={yAxis}
      legend={<PlacesLegend runs={runs} line={line.length > 0} limited={limited(x) || limited(y)} />}
      onWhole={setWhole}
    >
      {(size, shown) => <Places {...{ size, x, y, xAxis, yAxis, ordered, line, pinned }} hot={shown} />}
    </Scatter>
  );
}

function useAxis(measure: Measure, values: readonly number[], whole: boolean): PlotAxis {
  const worth = worthDrawing(values);
  const [low, high] = worth === null ? [0, 1] : whole ? (extent(values) ?? [0, 1]) : [worth.low, worth.high];
  const { name, goal } = measure;
  return useMemo(() => ({ scale: roomy('linear', low, high), label: `${name}${betterIs(goal)}`, format: number }), [low, high, name, goal]);
}

function betterIs(goal: Goal | null): string {
  return goal === null ? '' : goal === 'minimize' ? ', lower is better' : ', higher is better';
}

function within({ scale }: PlotAxis, value: number): boolean {
  return value >= scale.low && value <= scale.high;
}

function limited({ low, high }: Measure): boolean {
  return low !== null || high !== null;
}

interface PlacesProps {
  readonly size: Size;
  readonly x: Measure;
  readonly y: Measure;
  readonly xAxis: PlotAxis;
  readonly yAxis: PlotAxis;
  readonly ordered: readonly RunPlace[];
  readonly line: readonly Place[];
  readonly pinned: readonly string[];
  readonly hot: RunPlace | null;
}

function Places({ size, x, y, xAxis, yAxis, ordered, line, pinned, hot }: PlacesProps) {
  const colours = useColours();
  const frame = useMemo((): Frame => ({ ...size, xScale: xAxis.scale, yScale: yAxis.scale }), [size, xAxis.scale, yAxis.scale]);
  const draw = useCallback(
    (context: Context) => {
      drawLimits(context, frame, x, y, colours);
      drawFront(context, frame, line, x, y, colours);
      for (const run of ordered) drawRun(context, frame, run, 3.5, colours);
      context.globalAlpha = 1;
    },
    [frame, x, y, ordered, line, colours],
  );
  const drawMeant = useCallback(
    (context: Context) => {
      for (const run of ordered) {
        const colour = pinColour(colours, pinned, run.run);
        if (colour !== null) drawRing(context, xPixel(frame, run.x), yPixel(frame, run.y), 8, colour, colours);
      }
      if (hot !== null) drawRing(context, xPixel(frame, hot.x), yPixel(frame, hot.y), 9, pinColour(colours, pinned, hot.run) ?? colours.text, colours);
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
        <Tip x={xPixel(frame, hot.x)} y={Math.min(size.height - 24, Math.max(24, yPixel(frame, hot.y)))} width={size.width}>
          <strong>
            run {hot.number} · {noteOf(hot) === '' ? hot.state : noteOf(hot)}
          </strong>
          {[[x.name, hot.x] as const, [y.name, hot.y] as const].map(([name, value]) => (
            <span key={name}>
              {name} <strong>{number(value)}</strong>
            </span>
          ))}
        </Tip>
      )}
    </>
  );
}

/** Larger and ringed on the front, an empty diamond where a limit is broken: colour alone would not do. */
function drawRun(context: Context, frame: Frame, run: RunPlace, radius: number, colours: Colours): void {
  const [px, py] = [xPixel(frame, run.x), yPixel(frame, run.y)];
  context.globalAlpha = run.front ? 1 : 0.6;
  if (run.broken) {
    drawDiamond(context, px, py, radius + 0.5, colours.envelope);
    return;
  }
  drawMark(context, run.state, px, py, run.front ? radius + 1 : radius, colours);
  if (run.front) drawRing(context, px, py, radius + 3.5, colours.best, colours);
}

/** Steps along the front: what lies beyond them no run has reached. */
function drawFront(context: Context, frame: Frame, line: readonly Place[], x: Measure, y: Measure, colours: Colours): void {
  const [first, last] = [line[0], line.at(-1)];
  if (first === undefined || last === undefined) return;
  context.beginPath();
  context.moveTo(xPixel(frame, first.x), y.goal === 'maximize' ? frame.height : 0);
  let before = first;
  for (const place of line) {
    context.lineTo(xPixel(frame, place.x), yPixel(frame, before.y));
    context.lineTo(xPixel(frame, place.x), yPixel(frame, place.y));
    before = place;
  }
  context.lineTo(x.goal === 'maximize' ? 0 : frame.width, yPixel(frame, last.y));
  context.strokeStyle = colours.best;
  context.lineWidth = 1.75;
  context.stroke();
}

function drawLimits(context: Context, frame: Frame, x: Measure, y: Measure, colours: Colours): void {
  context.beginPath();
  for (const end of [x.low, x.high]) {
    if (end === null) continue;
    context.moveTo(xPixel(frame, end), 0);
    context.lineTo(xPixel(frame, end), frame.height);
  }
  for (const end of [y.low, y.high]) {
    if (end === null) continue;
    context.moveTo(0, yPixel(frame, end));
    context.lineTo(frame.width, yPixel(frame, end));
  }
  context.strokeStyle = colours.envelope;
  context.lineWidth = 1.5;
  context.setLineDash([5, 4]);
  context.stroke();
  context.setLineDash([]);
}

function PlacesLegend({ runs, line, limited }: { runs: readonly RunPlace[]; line: boolean; limited: boolean }) {
  const colours = useColours();
  return (
    <Legend>
      {runs.some(({ front }) => front) && (
        <li>
          {line ? <LineMark colour={colours.best} /> : <Sign colour={colours.best} d="M10 1.2a3.8 3.8 0 1 1-.01 0" />}
          no other run beats these
        </li>
      )}
      {limited && (
        <li>
          <LineMark colour={colours.envelope} width={1.5} dash={[5, 4]} />
          limit
        </li>
      )}
      {runs.some(({ broken }) => broken) && (
        <li>
          <Sign colour={colours.envelope} d="M10 1l4 4-4 4-4-4z" />
          breaks a limit
        </li>
      )}
      {STATES.filter((state) => runs.some((run) => run.state === state && !run.broken)).map((state) => (
        <li key={state}>
          <StateMark state={state} />
          {state}
        </li>
      ))}
    </Legend>
  );
}

function Sign({ colour, d }: { colour: string; d: string }) {
  return (
    <svg width="20" height="10" aria-hidden="true">
      <path d={d} fill="none" stroke={colour} strokeWidth="1.5" />
    </svg>
  );
}

function noteOf({ front, broken }: RunPlace): string {
  return front ? 'on the front' : broken ? 'breaks a limit' : '';
}

function placeOf(run: RunPlace, frame: Frame): readonly [number, number] {
  return [xPixel(frame, run.x), yPixel(frame, run.y)];
}

function inWords(run: RunPlace, x: Measure, y: Measure): string {
  const note = noteOf(run);
  return `run ${run.number}, ${run.state}: ${x.name} ${number(run.x)}, ${y.name} ${number(run.y)}${note === '' ? '' : `, ${note}`}`;
}

/** `3 of 41 runs are on the front: val_loss 0.031 to 0.05, speed 4 to 12. 2 break a limit (memory at most 8).` */
export function summaryOf(x: Measure, y: Measure, runs: readonly RunPlace[]): string {
  if (runs.length === 0) return `No run has a value of both ${x.name} and ${y.name}.`;
  const front = runs.filter((run) => run.front);
  const broken = runs.filter((run) => run.broken).length;
  const spans = [spanOf(x.name, front.map((run) => run.x)), spanOf(y.name, front.map((run) => run.y))].join(', ');
  const of = counted(runs.length, 'run');
  const first = front.length === 0 ? `${of} by ${x.name} and ${y.name}.` : `${front.length} of ${of} ${front.length === 1 ? 'is' : 'are'} on the front: ${spans}.`;
  const limits = [x, y].filter(limited).map(({ name, low, high }) => `${name} ${between(low, high)}`);
  const second = broken === 0 ? '' : ` ${broken} ${broken === 1 ? 'breaks' : 'break'} a limit${limits.length === 0 ? '' : ` (${limits.join(', ')})`}.`;
  return first + second;
}

function spanOf(name: string, values: readonly number[]): string {
  const [low, high] = extent(values) ?? [NaN, NaN];
  return low === high ? `${name} ${number(low)}` : `${name} ${number(low)} to ${number(high)}`;
}
