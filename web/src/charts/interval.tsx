/** A mean with its interval and the values behind it, on a scale shared with the rows around it. */
import styles from './chart.module.css';

interface IntervalProps {
  readonly mean: number;
  readonly halfWidth: number | null;
  readonly values: readonly number[];
  /** The ends of the scale; what lies beyond is not drawn. */
  readonly ends: readonly [number, number];
  /** What it shows, in words: it has no axes. */
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
}

/** Room for the dot at either end. */
const MARGIN = 4;

export function Interval({ mean, halfWidth, values, ends: [low, high], label, width = 120, height = 20 }: IntervalProps) {
  const x = (value: number): number => MARGIN + (high === low ? 0.5 : (value - low) / (high - low)) * (width - 2 * MARGIN);
  const inside = (value: number): boolean => value >= low && value <= high;
  const clamped = (value: number): number => x(Math.min(high, Math.max(low, value)));
  const middle = height / 2;
  const [from, to] = [mean - (halfWidth ?? 0), mean + (halfWidth ?? 0)];
  return (
    <svg className={styles.interval} width={width} height={height} role="img" aria-label={label}>
      {halfWidth !== null && from <= high && to >= low && <path d={`M${clamped(from).toFixed(1)} ${middle}H${clamped(to).toFixed(1)}`} />}
      {values.filter(inside).map((value, at) => (
        <path key={at} d={`M${x(value).toFixed(1)} ${middle - 5}v10`} data-value="" />
      ))}
      {inside(mean) && <circle cx={x(mean)} cy={middle} r="3" />}
    </svg>
  );
}
