/** How a run's values were chosen, in sentences. */
import type { Run } from '../../api/records';
import { number, percent } from '../../base/format';

const NAMES: Readonly<Record<string, string>> = {
  pi: 'probability of improvement',
  ei: 'expected improvement',
  ucb: 'confidence bound',
  ts: 'Thompson sampling',
};

/** What the method has told of its suggestion (`besom.search`); empty for a run that nobody suggested. */
export function howChosen(info: Run['info']): string[] {
  const { by } = info;
  if (typeof by !== 'string') return [];
  if (by === 'grid') return [typeof info.cell === 'number' ? `It is cell ${info.cell + 1} of the grid.` : 'It is a cell of the grid.'];
  if (by === 'random') return ['Its values were drawn at random.'];
  if (by === 'repeat') return [again(info)];
  if (by === 'start') return ['It is one of the first, which spread over the space before there is anything to learn from.'];
  return [`Its values were chosen by ${NAMES[by] ?? by}${fittedTo(info.fitted_to)}.`, ...belief(info)];
}

function again({ why, mean, leader }: Run['info']): string {
  const repeats = 'It runs its point once more, under another seed';
  if (why === 'leads' && typeof mean === 'number') return `${repeats}: the point led, with a mean of ${number(mean)}.`;
  if (why === 'close' && typeof mean === 'number' && typeof leader === 'number') {
    return `${repeats}: its mean of ${number(mean)} was not clearly behind the leader's ${number(leader)}.`;
  }
  return `${repeats}, as every point is.`;
}

function fittedTo(count: unknown): string {
  return typeof count === 'number' ? `, with a model of ${count} earlier runs` : '';
}

/** The model believes in units of the spread of what it has seen, lower always better (`besom.search.gp.targets`). */
function belief({ mean, sd, pi }: Run['info']): string[] {
  if (typeof mean !== 'number' || typeof sd !== 'number') return [];
  const sentences = [`It was predicted to do better than about ${percent(below(-mean))} of them (${short(mean)} ± ${short(sd)} standard deviations from their mean, lower is better).`];
  if (typeof pi === 'number') sentences.push(`The chance of reaching the target was put at ${percent(pi)}.`);
  return sentences;
}

function short(value: number): string {
  return number(Number(value.toPrecision(2)));
}

/** The share of a normal distribution below z standard deviations (Abramowitz and Stegun, 1964, 26.2.17; good to 1e-7). */
function below(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const powers = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = powers.reduce((total, factor, at) => total + factor * t ** (at + 1), 0);
  const above = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
  return z >= 0 ? 1 - above : above;
}
