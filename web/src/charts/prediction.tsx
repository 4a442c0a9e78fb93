/** What was expected of one metric of one run, and what came of it, on one axis. */
import { number } from '../base/format';
import { linear } from '../base/scales';
import type { RunState } from '../base/states';
import styles from './prediction.module.css';

interface PredictionPictureProps {
  readonly metric: string;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly target: number | null;
  /** What it has come to; null before it has come to anything. */
  readonly value: number | null;
  readonly state: RunState;
}

const WIDTH = 340;
const HEIGHT = 46;
const MARGIN = 24;
const LINE = 14;
/** Half widths of the interval to either side that are drawn at most: what lies far beyond would shrink the interval to a dot. */
const REACH = 5;
/** Pixels that the labels of two ticks need between them. */
const ROOM = 70;

export function PredictionPicture({ metric, median, low, high, target, value, state }: PredictionPictureProps) {
  const half = Math.max(high - median, median - low) || Math.abs(median) || 1;
  const held = (given: number): number => Math.min(median + REACH * half, Math.max(median - REACH * half, given));
  const shown = [low, high, ...(target === null ? [] : [held(target)]), ...(value === null ? [] : [held(value)])];
  const [from, to] = [Math.min(...shown) - half / 4, Math.max(...shown) + half / 4];
  const scale = linear(from, to);
  const x = (given: number): string => (MARGIN + scale.place(held(given)) * (WIDTH - 2 * MARGIN)).toFixed(1);
  const final = state === 'finished';
  const came = final ? 'came out at' : state === 'running' || state === 'queued' ? 'so far at' : 'had reached';
  const beyond = value !== null && held(value) !== value;
  const label = `${metric} predicted at ${number(median)}, from ${number(low)} to ${number(high)}${value === null ? '' : `, ${came} ${number(value)}`}`;
  return (
    <figure className={styles.prediction}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
        <path className={styles.axis} d={`M${MARGIN} ${LINE + 12}H${WIDTH - MARGIN}`} />
        {scale.ticks((WIDTH - 2 * MARGIN) / ROOM).map((tick) => (
          <g key={tick} className={styles.tick}>
            <path d={`M${x(tick)} ${LINE + 12}v4`} />
            <text x={x(tick)} y={HEIGHT - 5}>
              {number(tick)}
            </text>
          </g>
        ))}
        <path className={styles.interval} d={`M${x(low)} ${LINE}H${x(high)}`} />
        <path className={styles.median} d={`M${x(median)} ${LINE - 6}v12`} />
        {target !== null && <path className={styles.target} d={`M${x(target)} ${LINE - 10}v22`} />}
        {value !== null && <path className={final ? styles.value : styles.going} d={`M${x(value)} ${LINE - 6}l6 6l-6 6l-6-6Z`} />}
      </svg>
      <figcaption>
        <span>
          <Mark kind="interval" /> predicted {metric}, 68 %
        </span>
        {target !== null && (
          <span>
            <Mark kind="target" /> aimed at
          </span>
        )}
        {value !== null && (
          <span>
            <Mark kind={final ? 'value' : 'going'} /> {came} {number(value)}
            {beyond && ', beyond the picture'}
          </span>
        )}
      </figcaption>
    </figure>
  );
}

function Mark({ kind }: { kind: 'interval' | 'target' | 'value' | 'going' }) {
  const path = { interval: 'M1 6H15', target: 'M8 0v12', value: 'M8 1l5 5l-5 5l-5-5Z', going: 'M8 1l5 5l-5 5l-5-5Z' }[kind];
  return (
    <svg width="16" height="12" aria-hidden="true">
      <path className={styles[kind]} d={path} />
    </svg>
  );
}
