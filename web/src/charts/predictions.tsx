/** What was expected of each run against what came out: on the diagonal it came as expected. */
import { useCallback, useMemo, useState } from 'react';
import { withinOf, type Prediction } from '../base/chosen';
import { counted, number, percent } from '../base/format';
import { extent, worthDrawing } from '../base/series';
import { Layer, type Context, type Size } from './canvas';
import styles from './chart.module.css';
import { pinColour, useColours, type Colours } from './colours';
import { roomy } from './curve-data';
import { xPixel, yPixel, type Frame } from './curve-drawing';
import { Figure, NothingYet, Tip } from './figure';
import { Legend, LineMark } from './legend';
import { drawRing } from './marks';
import type { PlotAxis } from './plot';
import { Scatter, type Meaning } from './scatter';

export interface Expected extends Prediction {
  readonly run: string;
  readonly number: number;
  /** What the run came to. */
  readonly value: number;
}

interface PredictionsProps extends Meaning {
  readonly metric: string;
  readonly runs: readonly Expected[];
  readonly scale: 'linear' | 'log';
  readonly height?: number;
}

export function Predictions({ metric, runs, scale, height = 260, hot, pinned, onHover, onPin }: PredictionsProps) {
  const [whole, setWhole] = useState(false);
  const x = useMemo(() => axisOf(`predicted ${metric}`, runs.flatMap((run) => [run.low, run.median, run.high]), scale, whole), [runs, metric, scale, whole]);
  const y = useMemo(() => axisOf('came out', runs.map((run) => run.value), scale, whole), [runs, scale, whole]);
  const summary = useMemo(() => summaryOf(metric, runs), [metric, runs]);
  const table = useMemo(
    () => ({
      columns: ['Run', 'Predicted', '68 % from', '68 % to', 'Came out'],
      rows: () => runs.map((run) => [`run ${run.number}`, ...[run.median, run.low, run.high, run.value].map(number)]),
    }),
    [runs],
  );
  if (Number.isNaN(x.scale.low + y.scale.low)) {
    return (
      <Figure summary={summary} table={table}>
        <NothingYet height={height}>A log axis shows values above 0 only, and no run has one of {metric}.</NothingYet>
      </Figure>
    );
  }
  const outside = runs.filter(({ median, value }) => beyond(median, x) || beyond(value, y)).length;
  return (
    <Scatter
      {...{ runs, placeOf, inWords, x, y, height, summary, table, outside, whole, hot, onHover, onPin }}
      legend={<DotsLegend />}
      onWhole={setWhole}
    >
      {(size, shown) => <Dots {...{ size, runs, x, y, pinned }} hot={shown} />}
    </Scatter>
  );
}

interface DotsProps {
  readonly size: Size;
  readonly runs: readonly Expected[];
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly pinned: readonly string[];
  readonly hot: Expected | null;
}

function Dots({ size, runs, x, y, pinned, hot }: DotsProps) {
  const colours = useColours();
  const frame = useMemo((): Frame => ({ ...size, xScale: x.scale, yScale: y.scale }), [size, x.scale, y.scale]);
  const draw = useCallback(
    (context: Context) => {
      drawDiagonal(context, frame, colours);
      for (const run of runs) drawExpected(context, frame, run, colours);
    },
    [frame, runs, colours],
  );
  const drawMeant = useCallback(
    (context: Context) => {
      for (const run of runs) {
        const colour = pinColour(colours, pinned, run.run);
        if (colour !== null) drawRing(context, xPixel(frame, run.median), yPixel(frame, run.value), 7, colour, colours);
      }
      if (hot !== null) drawRing(context, xPixel(frame, hot.median), yPixel(frame, hot.value), 8, pinColour(colours, pinned, hot.run) ?? colours.text, colours);
    },
    [frame, runs, hot, pinned, colours],
  );
  return (
    <>
      <div className={styles.clip}>
        <Layer size={size} draw={draw} />
        <Layer size={size} draw={drawMeant} />
      </div>
      {hot !== null && (
        <Tip x={xPixel(frame, hot.median)} y={Math.min(size.height - 14, Math.max(14, yPixel(frame, hot.value)))} width={size.width}>
          <strong>run {hot.number}</strong>
          <span>
            predicted <strong>{number(hot.median)}</strong> ({number(hot.low)} … {number(hot.high)})
          </span>
          <span>
            came out at <strong>{number(hot.value)}</strong>
          </span>
        </Tip>
      )}
    </>
  );
}

/** Full where the value lies within its interval, a ring where not: colour alone would not do. */
function drawExpected(context: Context, frame: Frame, run: Expected, colours: Colours): void {
  const within = withinOf(run, run.value);
  const [px, py] = [xPixel(frame, run.median), yPixel(frame, run.value)];
  const low = xPixel(frame, run.low); // on a log axis what is not above 0 lies at its foot
  context.strokeStyle = context.fillStyle = within ? colours.states.finished : colours.envelope;
  context.globalAlpha = 0.45;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(Number.isNaN(low) ? 0 : low, py);
  context.lineTo(xPixel(frame, run.high), py);
  context.stroke();
  context.globalAlpha = 0.9;
  context.beginPath();
  context.arc(px, py, 3.25, 0, 2 * Math.PI);
  if (within) context.fill();
  else context.stroke();
  context.globalAlpha = 1;
}

function drawDiagonal(context: Context, frame: Frame, colours: Colours): void {
  const [low, high] = [Math.max(frame.xScale.low, frame.yScale.low), Math.min(frame.xScale.high, frame.yScale.high)];
  if (!(low < high)) return;
  context.beginPath();
  context.moveTo(xPixel(frame, low), yPixel(frame, low));
  context.lineTo(xPixel(frame, high), yPixel(frame, high));
  context.strokeStyle = colours.line;
  context.lineWidth = 1.5;
  context.setLineDash([5, 4]);
  context.stroke();
  context.setLineDash([]);
}

function DotsLegend() {
  const colours = useColours();
  return (
    <Legend>
      <li>
        <Dot colour={colours.states.finished} full />
        within its 68 % interval
      </li>
      <li>
        <Dot colour={colours.envelope} full={false} />
        outside
      </li>
      <li>
        <LineMark colour={colours.line} width={1.5} dash={[5, 4]} />
        as predicted
      </li>
    </Legend>
  );
}

function Dot({ colour, full }: { colour: string; full: boolean }) {
  return (
    <svg width="20" height="10" aria-hidden="true">
      <line x1="1" x2="19" y1="5" y2="5" stroke={colour} strokeWidth="1.5" opacity="0.45" />
      <circle cx="10" cy="5" r="3.25" stroke={colour} strokeWidth="1.5" fill={full ? colour : 'var(--surface)'} />
    </svg>
  );
}

/** Without what lies far from all others, unless the whole is asked for; its ends are NaN where it has no place for any value. */
function axisOf(label: string, values: readonly number[], kind: 'linear' | 'log', whole: boolean): PlotAxis {
  const drawable = values.filter((value) => kind === 'linear' || value > 0);
  const worth = worthDrawing(drawable);
  const [low, high] = (whole || worth === null ? extent(drawable) : [worth.low, worth.high]) ?? [NaN, NaN];
  return { scale: roomy(kind, low, high), label, format: number };
}

function beyond(value: number, { scale: { low, high } }: PlotAxis): boolean {
  return value < low || value > high;
}

function placeOf(run: Expected, frame: Frame): readonly [number, number] {
  return [xPixel(frame, run.median), yPixel(frame, run.value)];
}

function inWords({ number: of, median, low, high, value }: Expected): string {
  return `run ${of}: predicted ${number(median)}, from ${number(low)} to ${number(high)}, came out at ${number(value)}`;
}

/** `Of 25 predictions of val_loss 18 (72 %) came out within their 68 % interval, 3 below it and 4 above.` */
export function summaryOf(metric: string, runs: readonly Expected[]): string {
  const within = runs.filter((run) => withinOf(run, run.value)).length;
  const below = runs.filter((run) => run.value < run.low).length;
  const share = runs.length === 0 ? '' : ` (${percent(within / runs.length)})`;
  return `Of ${counted(runs.length, 'prediction')} of ${metric} ${within}${share} came out within the 68 % interval, ${below} below it and ${runs.length - within - below} above.`;
}
