/** How a run's point was chosen, from what its method has written (`info` of a run). */

export type Info = Readonly<Record<string, unknown>>;

/** What a model expected of a metric; 68 % of what it thought possible lie from low to high. */
export interface Prediction {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const ACQUISITIONS: Readonly<Record<string, string>> = { pi: 'PI', ei: 'EI', ucb: 'UCB', ts: 'TS', ehvi: 'EHVI' };

/** In a word or two, as a column has room for: `start`, `model, EI`; empty for a run that nobody suggested. */
export function chosenBy({ by, acquisition }: Info): string {
  if (typeof by !== 'string') return '';
  const asked = ACQUISITIONS[String(by === 'model' ? acquisition : by)];
  if (by === 'hand') return 'by hand';
  return asked === undefined ? by : `model, ${asked}`;
}

/** What was expected of a metric; null where no model was asked, or by an earlier release that did not write it down. */
export function predictionOf({ predicted }: Info, metric: string): Prediction | null {
  const { median, low, high } = fields(fields(predicted)[metric]);
  return typeof median === 'number' && typeof low === 'number' && typeof high === 'number' ? { median, low, high } : null;
}

/** The metrics of which something was expected. */
export function metricsOf({ predicted }: Info): string[] {
  return Object.keys(fields(predicted));
}

export function withinOf({ low, high }: Prediction, value: number): boolean {
  return value >= low && value <= high;
}

function fields(given: unknown): Info {
  return typeof given === 'object' && given !== null ? { ...given } : {};
}
