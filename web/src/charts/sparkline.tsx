/** A curve the size of a word. */
import { extent, thinned } from '../base/series';
import styles from './chart.module.css';

interface SparklineProps {
  readonly values: readonly number[];
  /** What it shows, in words: it has no axes. */
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
}

/** Room for the line's own width and its last point. */
const MARGIN = 2.5;

export function Sparkline({ values, label, width = 72, height = 18 }: SparklineProps) {
  const ends = extent(values);
  if (ends === null) return <span className={styles.noSpark} role="img" aria-label={`${label}: no value yet`} style={{ width, height }} />;
  const [low, high] = ends;
  const last = values.findLastIndex(Number.isFinite);
  const x = (at: number): number => MARGIN + (values.length === 1 ? 0.5 : at / (values.length - 1)) * (width - 2 * MARGIN);
  const y = (value: number): number => MARGIN + (high === low ? 0.5 : (high - value) / (high - low)) * (height - 2 * MARGIN);
  let pen = 'M';
  let path = '';
  for (const at of thinned(values, width * 2)) {
    const value = values[at] ?? NaN;
    if (Number.isFinite(value)) path += `${pen}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = Number.isFinite(value) ? 'L' : 'M';
  }
  return (
    <svg className={styles.spark} width={width} height={height} role="img" aria-label={label}>
      <path d={path} />
      <circle cx={x(last)} cy={y(values[last] ?? low)} r="2" />
    </svg>
  );
}
