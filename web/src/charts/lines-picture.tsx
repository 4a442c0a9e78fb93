/** The layers of parallel coordinates: lines below, then axes, and on top what the pointer changes. */
import { useCallback, useEffect, useRef } from 'react';
import { channels } from '../base/contrast';
import { value as text } from '../base/format';
import { Layer, paint, rasterFor, useRatio, type Context } from './canvas';
import styles from './chart.module.css';
import { pinColour, useColours, type Colours } from './colours';
import { Legend, LineMark } from './legend';
import { bestFirst, valueOf, type Lines, type RunPoint } from './lines-data';
import { drawAxes, drawLabel, drawLine, opacity, paletteOf, rankOf, roomRightOf, type Board } from './lines-drawing';

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

export function LinesPicture({ lines, heights, board, selected, brushed, metric, pinned, hot }: PictureProps) {
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
/** From so many lines on nobody sees how smooth one is. */
const MANY = 2000;

/** Many lines, the best on top. */
function Bundle({ lines, heights, board, among, grey }: BundleProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = useColours();
  const ratio = useRatio();
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const { goodness } = lines;
    const order = bestFirst(goodness).filter((line) => among === null || among[line] === 1);
    const many = order.length > MANY;
    const raster = rasterFor(board, ratio, many ? 0 : 1.25);
    const palette = grey ? [channels(colours.line)] : paletteOf(colours);
    const xs = board.xs.map((x) => x * ratio);
    let next = 0;
    let frame = 0;
    const slice = (): void => {
      const end = performance.now() + SLICE;
      for (; next < order.length && (next % 64 !== 0 || performance.now() < end); next += 1) {
        const line = order[next] as number;
        const rank = grey ? 0 : rankOf(goodness[line]);
        const shift = many ? ((line * 0.618) % 1) - 0.5 : 0; // lines of whole pixels between even ticks would make patterns
        for (let axis = 1; axis < xs.length; axis += 1) {
          const [from, to] = [heights[axis - 1] as Float32Array, heights[axis] as Float32Array];
          raster.line(xs[axis - 1] as number, (from[line] as number) * ratio + shift, xs[axis] as number, (to[line] as number) * ratio + shift, rank);
        }
      }
      paint(element, raster, board, ratio, palette, opacity(order.length) * (grey ? 0.35 : 1));
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
  colours: Colours,
): void {
  const run = line === undefined ? undefined : lines.runs[line];
  if (run === undefined || line === undefined) return;
  context.font = `600 11px ${colours.font}`;
  lines.axes.forEach((axis, at) => {
    const value = valueOf(run, axis.name, metric);
    const [x, y] = [board.xs[at] ?? 0, heights[at]?.[line] ?? 0];
    const onRight = axis.name === metric;
    context.fillStyle = colours.text;
    context.beginPath();
    context.arc(x, y, 3.5, 0, 2 * Math.PI);
    context.fill();
    if (value !== undefined) drawLabel(context, text(value), x + (onRight ? 11 : 8), y - (onRight ? 0 : 10), 'left', colours.text, roomRightOf(board, at), colours);
  });
}

export function LinesLegend({ runs, pinned }: { runs: readonly RunPoint[]; pinned: readonly string[] }) {
  const colours = useColours();
  return (
    <Legend>
      <li>Click the name of an axis for another scale, drag it to move the axis.</li>
      {runs
        .filter((run) => pinned.includes(run.run))
        .map((run) => (
          <li key={run.run}>
            <LineMark colour={pinColour(colours, pinned, run.run) ?? colours.text} />
            run {run.number}
          </li>
        ))}
    </Legend>
  );
}
