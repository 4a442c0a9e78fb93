/** What the file says of parameters, for tests. */
import type { Parameter } from './axes';

interface Sample extends Parameter {
  readonly kind: string;
  readonly values: unknown[] | null;
  readonly when: string | null;
  readonly text: string;
}

export function sampleRange(name: string, low: number, high: number, scale: 'linear' | 'log' = 'linear'): Sample {
  return { name, kind: 'uniform', scale, low, high, values: null, when: null, text: `uniform ${low} … ${high}` };
}

/** One value makes a constant. */
export function sampleChoice(name: string, ...values: unknown[]): Sample {
  return { name, kind: 'choice', scale: 'category', low: null, high: null, values, when: null, text: `one of ${values.join(' ')}` };
}
