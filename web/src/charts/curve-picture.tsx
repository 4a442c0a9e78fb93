/** The layers of the chart of curves: what changes seldom lies below and is not drawn again with what changes often. */
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { channels } from '../base/contrast';
import { number } from '../base/format';
import type { LimitLine } from '../base/limits';
import { ramp } from '../base/ramp';
import type { Raster } from '../base/raster';
import type { Goal } from '../base/series';
import { hasEnded, type RunState } from '../base/states';
import { Layer, paint, rasterFor, useRatio, type Context, type Size } from './canvas';
import styles from './chart.module.css';
import { pinColour, useColours, type Colours } from './colours';
import type { Ready } from './curve-data';
import { dashOfLimits, drawCurve, drawEnd, drawLimits, drawStop, faintness, nameLimits, rasterPen, shadeEnvelope, trace, xPixel, yPixel, type Frame } from './curve-drawing';
import { Tip } from './figure';
import { Legend, LineMark, StateMark } from './legend';
import { drawRing } from './marks';
import type { PlotAxis } from './plot';

type States = ReadonlyMap<string, RunState>;

interface PictureProps {
  readonly size: Size;
  readonly drawn: readonly Ready[];
  /** The best curves, best first. */
  readonly strong: readonly Ready[];
  readonly states: States;
  readonly pinned: readonly string[];
  readonly goal: Goal;
  readonly lines: readonly LimitLine[];
  /** The limit that stopped the run. */
  readonly stopped: { readonly x: number; readonly y: number } | null;
  readonly xAxis: PlotAxis;
  readonly yAxis: PlotAxis;
  readonly hot: Ready | null;
  /** The point of the hot curve under the crosshair; null where it is meant as a whole. */
  readonly point: number | null;
}

/** Pixels of a faint line. */
const FAINT = 1.25;
/** Pinned runs differ in more than colour. */
const DASHES: readonly (readonly number[])[] = [[], [9, 5], [2, 5], [9, 5, 2, 5], [14, 4], [5, 5]];

export function CurvesPicture({ size, drawn, strong, states, pinned, goal, lines, stopped, xAxis, yAxis, hot, point }: PictureProps) {
  const colours = useColours();
  const frame = useMemo((): Frame => ({ ...size, xScale: xAxis.scale, yScale: yAxis.scale }), [size, xAxis.scale, yAxis.scale]);
  const ended = useMemo(() => drawn.filter((curve) => hasEnded(states.get(curve.run))), [drawn, states]);
  const running = useMemo(() => drawn.filter((curve) => !hasEnded(states.get(curve.run))), [drawn, states]);
  const faint = faintness(2 ** Math.ceil(Math.log2(Math.max(1, drawn.length)))); // in steps: one more run is no reason to draw all again

  const drawShade = useCallback(
    (context: Context) => {
      for (const line of lines) if (line.rule === 'envelope') shadeEnvelope(context, frame, line, goal, colours);
    },
    [frame, lines, goal, colours],
  );
  const drawLine = useCallback(
    (context: Context) => {
      for (const line of lines) drawLimits(context, frame, line, colours);
    },
    [frame, lines, colours],
  );
  const drawNames = useCallback(
    (context: Context) => {
      for (const line of lines) nameLimits(context, frame, line, goal, colours);
      if (stopped !== null) drawStop(context, frame, stopped, colours);
    },
    [frame, lines, stopped, goal, colours],
  );
  const drawLive = useCallback(
    (context: Context) => {
      for (const curve of running) drawFaint(context, frame, curve, faint, colours);
      for (const [rank, curve] of [...strong.entries()].reverse()) drawStrong(context, frame, curve, strongColour(rank, strong.length, colours), rank === 0, colours);
      for (const curve of new Set([...strong, ...running])) drawEnd(context, frame, curve, states.get(curve.run), 3.5, colours);
      for (const run of pinned) {
        const curve = drawn.find((each) => each.run === run);
        if (curve !== undefined) drawPinned(context, frame, curve, states.get(run), pinned, colours);
      }
    },
    [running, strong, pinned, drawn, states, frame, faint, colours],
  );
  const drawHot = useCallback(
    (context: Context) => {
      if (hot !== null) drawMeant(context, frame, hot, point, states.get(hot.run), pinColour(colours, pinned, hot.run) ?? colours.text, colours);
    },
    [hot, point, states, frame, pinned, colours],
  );
  return (
    <>
      <div className={styles.clip}>
        <Layer size={size} draw={drawShade} />
        <Cloud {...{ frame, states, faint, colours }} curves={ended} />
        <Layer size={size} draw={drawLine} />
        <Layer size={size} draw={drawLive} />
        <Layer size={size} draw={drawNames} />
        <Layer size={size} draw={drawHot} />
      </div>
      {hot !== null && <CurveTip {...{ frame, hot, point, xAxis }} state={states.get(hot.run)} metric={yAxis.label} />}
    </>
  );
}

interface CloudProps {
  readonly frame: Frame;
  readonly curves: readonly Ready[];
  readonly states: States;
  readonly faint: number;
  readonly colours: Colours;
}

/** The curves of runs that have ended, faint. One that is new is added to the others, which are not drawn again. */
function Cloud({ frame, curves, states, faint, colours }: CloudProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const before = useRef<{ frame: Frame; ratio: number; raster: Raster; curves: ReadonlySet<Ready>; shown: object } | null>(null);
  const ratio = useRatio();
  const shown = useMemo(() => ({ states, faint, colours }), [states, faint, colours]);
  useEffect(() => {
    if (canvas.current === null) return;
    const last = before.current;
    const now = new Set(curves);
    const goesOn = last?.frame === frame && last.ratio === ratio && [...last.curves].every((curve) => now.has(curve));
    if (goesOn && now.size === last.curves.size && last.shown === shown) return;
    const raster = goesOn ? last.raster : rasterFor(frame, ratio, FAINT);
    const pen = rasterPen(raster, ratio);
    for (const curve of curves) if (!goesOn || !last.curves.has(curve)) trace(pen, frame, curve.xs, curve.ys);
    before.current = { frame, ratio, raster, curves: now, shown };
    const context = paint(canvas.current, raster, frame, ratio, [channels(shown.colours.line)], shown.faint);
    if (context === null) return;
    context.globalAlpha = Math.max(0.55, shown.faint);
    for (const curve of curves) drawEnd(context, frame, curve, shown.states.get(curve.run), 2.5, shown.colours);
  }, [frame, curves, shown, ratio]);
  return <canvas ref={canvas} className={styles.layer} aria-hidden="true" />;
}

function drawFaint(context: Context, frame: Frame, curve: Ready, faint: number, colours: Colours): void {
  context.globalAlpha = faint;
  drawCurve(context, frame, curve.xs, curve.ys, colours.line, FAINT);
  context.globalAlpha = 1;
}

function drawStrong(context: Context, frame: Frame, curve: Ready, colour: string, first: boolean, colours: Colours): void {
  drawRaw(context, frame, curve, colour);
  if (first) drawCurve(context, frame, curve.xs, curve.ys, colours.surface, 5);
  drawCurve(context, frame, curve.xs, curve.ys, colour, first ? 2.5 : 1.5);
}

function drawPinned(context: Context, frame: Frame, curve: Ready, state: RunState | undefined, pinned: readonly string[], colours: Colours): void {
  const colour = pinColour(colours, pinned, curve.run) ?? colours.text;
  drawRaw(context, frame, curve, colour);
  drawCurve(context, frame, curve.xs, curve.ys, colours.surface, 5);
  context.setLineDash([...dashOf(pinned, curve.run)]);
  drawCurve(context, frame, curve.xs, curve.ys, colour, 2.25);
  context.setLineDash([]);
  drawEnd(context, frame, curve, state, 4.5, colours);
}

function drawMeant(context: Context, frame: Frame, curve: Ready, point: number | null, state: RunState | undefined, colour: string, colours: Colours): void {
  drawRaw(context, frame, curve, colour);
  drawCurve(context, frame, curve.xs, curve.ys, colours.surface, 6);
  drawCurve(context, frame, curve.xs, curve.ys, colour, 2.5);
  drawEnd(context, frame, curve, state, 4.5, colours);
  if (point === null) return;
  const [x, y] = [xPixel(frame, curve.xs[point] ?? NaN), yPixel(frame, curve.ys[point] ?? NaN)];
  context.strokeStyle = colours.axis;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, 0);
  context.lineTo(Math.round(x) + 0.5, frame.height);
  context.moveTo(0, Math.round(y) + 0.5);
  context.lineTo(frame.width, Math.round(y) + 0.5);
  context.stroke();
  context.setLineDash([]);
  drawRing(context, x, y, 4, colour, colours);
}

/** The line as logged, faint behind the smoothed one. */
function drawRaw(context: Context, frame: Frame, curve: Ready, colour: string): void {
  if (curve.ys === curve.raw) return;
  context.globalAlpha = 0.3;
  drawCurve(context, frame, curve.xs, curve.raw, colour, 1);
  context.globalAlpha = 1;
}

function strongColour(rank: number, count: number, colours: Colours): string {
  return ramp(1 - 0.6 * (rank / Math.max(1, count - 1)), colours.theme);
}

function dashOf(pinned: readonly string[], run: string): readonly number[] {
  return DASHES[pinned.indexOf(run) % DASHES.length] ?? [];
}

interface TipProps {
  readonly frame: Frame;
  readonly hot: Ready;
  readonly point: number | null;
  readonly state: RunState | undefined;
  readonly metric: string;
  readonly xAxis: PlotAxis;
}

function CurveTip({ frame, hot, point, state, metric, xAxis }: TipProps) {
  const at = point ?? hot.ys.findLastIndex(Number.isFinite);
  const [x, y] = [xPixel(frame, hot.xs[at] ?? NaN), yPixel(frame, hot.ys[at] ?? NaN)];
  const seen = x >= -1 && x <= frame.width + 1 && y >= -1 && y <= frame.height + 1; // not for NaN
  if (!seen) return null;
  const [raw = NaN, smooth = NaN] = [hot.raw[at], hot.ys[at]];
  return (
    <Tip x={x} y={Math.min(frame.height - 20, Math.max(20, y))} width={frame.width}>
      <strong>
        {hot.label}
        {state !== undefined && ` · ${state}`}
      </strong>
      <span>
        {metric} <strong>{number(raw)}</strong>
        {hot.ys !== hot.raw && ` (smoothed ${number(smooth)})`}
      </span>
      <span>
        {xAxis.label} {xAxis.format(hot.xs[at] ?? NaN)}
      </span>
    </Tip>
  );
}

interface LegendProps {
  readonly drawn: readonly Ready[];
  readonly strong: readonly Ready[];
  readonly states: States;
  readonly pinned: readonly string[];
  readonly lines: readonly LimitLine[];
  readonly stopped: boolean;
}

const MARKED: readonly RunState[] = ['running', 'stopped', 'failed', 'crashed', 'killed'];

export function CurvesLegend({ drawn, strong, states, pinned, lines, stopped }: LegendProps) {
  const colours = useColours();
  const marked = MARKED.filter((state) => drawn.some((curve) => states.get(curve.run) === state));
  return (
    <Legend>
      {strong.length > 0 && drawn.length > 1 && (
        <li>
          <LineMark colour={strongColour(0, strong.length, colours)} width={2.5} />
          {strong.length === 1 ? 'best' : `best ${strong.length}`}
        </li>
      )}
      {lines.map(({ rule, bands }) => (
        <li key={rule}>
          <LineMark colour={colours.envelope} dash={dashOfLimits(bands)} shaded={bands.length === 0} />
          {bands.length === 0 ? `${rule}: stopped beyond` : `${rule}: stopped when beyond at a band`}
        </li>
      ))}
      {stopped && (
        <li>
          <LineMark colour={colours.envelope} />
          the limit that stopped it
        </li>
      )}
      {marked.map((state) => (
        <li key={state}>
          <StateMark state={state} />
          {state}
        </li>
      ))}
      {drawn
        .filter((curve) => pinned.includes(curve.run))
        .map((curve) => (
          <li key={curve.run}>
            <LineMark colour={pinColour(colours, pinned, curve.run) ?? colours.text} dash={dashOf(pinned, curve.run)} />
            {curve.label}
          </li>
        ))}
    </Legend>
  );
}
