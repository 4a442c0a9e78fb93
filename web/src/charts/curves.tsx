/** Live curves of all runs of a sweep for one metric. */
import { useMemo, useState, type KeyboardEvent } from 'react';
import { counted, number } from '../base/format';
import { nearestTrack } from '../base/hit';
import { limitLine, type RuleLimits } from '../base/limits';
import { scaleOf } from '../base/scales';
import type { Goal } from '../base/series';
import type { RunState } from '../base/states';
import type { Size } from './canvas';
import styles from './chart.module.css';
import { curveAxis, ready, roomy, stopPlace, top, withStop, xDomain, yDomain, type CurveAxis, type Ready, type RunCurve, type Stop } from './curve-data';
import { xPixel, yPixel, type Frame } from './curve-drawing';
import { CurvesLegend, CurvesPicture } from './curve-picture';
import { pointInWords, steppedSpot, summaryOf, tableOf, whyEmpty, type Spot } from './curve-words';
import { Figure, Note, NothingYet } from './figure';
import { Plot, type PlotAxis, type Pointer, type Zoom } from './plot';

export type { CurveAxis, RunCurve } from './curve-data';
export type { Zoom } from './plot';

interface CurvesChartProps {
  readonly metric: string;
  readonly goal: Goal;
  /** One object a curve; a curve that has not changed must stay the same object, for then nothing of it is done again. */
  readonly curves: readonly RunCurve[];
  /** States by id of run. */
  readonly states: ReadonlyMap<string, RunState>;
  /** What each stopping rule judges by. */
  readonly limits?: readonly RuleLimits[] | undefined;
  /** What stopped the run that is drawn alone: the limit, and after how many values. */
  readonly stop?: Stop | null;
  readonly x: CurveAxis;
  readonly y: 'linear' | 'log';
  /** Weight of the past, from 0 (none) to 0.99. */
  readonly smoothing?: number;
  /** Ids of runs that may not be the best, as they do not keep every limit; their curves do not stand out. */
  readonly barred?: ReadonlySet<string>;
  readonly height?: number;
  readonly hot: string | null;
  /** In the order of pinning. */
  readonly pinned: readonly string[];
  readonly zoom: Zoom | null;
  readonly onHover: (run: string | null) => void;
  readonly onPin: (run: string) => void;
  readonly onZoom: (zoom: Zoom | null) => void;
}

const NO_LIMITS: readonly RuleLimits[] = [];
const NO_RUNS: ReadonlySet<string> = new Set();
/** How many of the best curves stand out at most. */
const STRONG = 10;
/** Pixels within which a curve is meant by the pointer. */
const REACH = 24;
const KEYS = 'Arrow keys move from point to point and from curve to curve, Enter pins, Escape leaves.';

export function CurvesChart(props: CurvesChartProps) {
  const { metric, goal, curves, states, limits = NO_LIMITS, stop = null, barred = NO_RUNS, x, y, smoothing = 0, height = 300, hot, pinned, zoom, onHover, onPin, onZoom } = props;
  const [whole, setWhole] = useState(false);
  const [spot, setSpot] = useState<Spot | null>(null);
  const [spoken, setSpoken] = useState('');
  const drawn = useMemo(() => curves.map((curve) => ready(curve, x, smoothing, goal)), [curves, x, smoothing, goal]);
  const able = useMemo(() => drawn.filter(({ run }) => !barred.has(run)), [drawn, barred]);
  const strong = useMemo(() => top(able, Math.min(STRONG, Math.ceil(drawn.length / 4)), goal), [able, drawn, goal]);
  const lines = useMemo(() => (x === 'time' ? NO_LIMITS : limits).map((each) => limitLine(each, drawn)).filter(({ xs }) => xs.length > 0), [limits, drawn, x]);
  const [left, right] = useMemo(() => zoom?.x ?? xDomain(drawn) ?? [NaN, NaN], [zoom, drawn]);
  const stopped = useMemo(() => (stop === null ? null : stopPlace(stop, drawn[0])), [stop, drawn]);
  const domain = useMemo(() => withStop(yDomain(drawn, zoom?.x ?? null, y === 'log', !whole), stopped, y), [drawn, zoom, y, whole, stopped]);
  const [low, high] = zoom?.y ?? [domain?.low ?? NaN, domain?.high ?? NaN];
  const xAxis = useMemo(() => curveAxis(x, left, right), [x, left, right]);
  const chosenY = zoom !== null && zoom.y !== null;
  const yAxis = useMemo(
    (): PlotAxis => ({ scale: chosenY ? scaleOf(y, low, high) : roomy(y, low, high), label: metric, format: number }),
    [y, low, high, chosenY, metric],
  );

  const summary = useMemo(() => summaryOf(metric, drawn, able, states, goal), [metric, drawn, able, states, goal]);
  const table = useMemo(() => tableOf(drawn, states, goal), [drawn, states, goal]);
  if (domain === null || Number.isNaN(left)) {
    return (
      <Figure summary={summary} table={table}>
        <NothingYet height={height}>{whyEmpty(metric, curves, y)}</NothingYet>
      </Figure>
    );
  }

  const byRun = (run: string | null): Ready | undefined => drawn.find((curve) => curve.run === run);
  const frameOf = (size: Size): Frame => ({ ...size, xScale: xAxis.scale, yScale: yAxis.scale });

  function meant(next: Spot | null): void {
    setSpot(next);
    if ((next?.run ?? null) !== hot) onHover(next?.run ?? null);
  }

  function point(at: Pointer | null, size: Size): void {
    if (at === null) {
      meant(null);
      return;
    }
    const frame = frameOf(size);
    const pixels = { x: (value: number) => xPixel(frame, value), y: (value: number) => yPixel(frame, value), valueAt: (px: number) => frame.xScale.value(px / frame.width) };
    const hit = nearestTrack(drawn, at.x, at.y, REACH, pixels);
    const curve = hit === null ? undefined : drawn[hit.track];
    meant(curve === undefined || hit === null ? null : { run: curve.run, point: hit.point });
  }

  function press(event: KeyboardEvent): void {
    const next = steppedSpot(event.key, spot, drawn, strong[0], right);
    if (next !== undefined) {
      meant(next);
      const curve = byRun(next.run);
      if (curve !== undefined) setSpoken(pointInWords(curve, next.point, states.get(curve.run), metric, xAxis));
    } else if (event.key === 'Enter' && hot !== null) onPin(hot);
    else if (event.key === 'Escape') {
      if (spot === null && hot === null) onZoom(null);
      else meant(null);
    } else return;
    event.preventDefault();
  }

  return (
    <Figure
      summary={summary}
      table={table}
      legend={<CurvesLegend {...{ drawn, strong, states, pinned, metric, lines }} stopped={stopped !== null} />}
      notes={
        <>
          {domain.outside > 0 && !chosenY && (
            <Note
              onClick={() => {
                setWhole(true);
              }}
            >
              {counted(domain.outside, 'point')} outside · show all
            </Note>
          )}
          {whole && (
            <Note
              onClick={() => {
                setWhole(false);
              }}
            >
              all points shown · leave out the outlying
            </Note>
          )}
          {zoom !== null && (
            <Note
              onClick={() => {
                onZoom(null);
              }}
            >
              zoomed · show all
            </Note>
          )}
        </>
      }
    >
      <Plot
        height={height}
        x={xAxis}
        y={yAxis}
        label={summary}
        keys={KEYS}
        onPointer={point}
        onClick={() => {
          if (hot !== null) onPin(hot);
        }}
        onKey={press}
        onZoom={onZoom}
      >
        {(size) => (
          <CurvesPicture
            {...{ size, drawn, strong, states, pinned, goal, lines, stopped, xAxis, yAxis }}
            hot={byRun(hot) ?? null}
            point={spot !== null && spot.run === hot ? spot.point : null}
          />
        )}
      </Plot>
      <output className={styles.unseen}>{spoken}</output>
    </Figure>
  );
}

