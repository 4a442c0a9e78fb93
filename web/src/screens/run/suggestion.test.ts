import { expect, it } from 'vitest';
import type { Run } from '../../api/records';
import { howChosen } from './suggestion';

it.each<[Run['info'], string]>([
  [{}, ''],
  [{ by: 'grid', cell: 0 }, 'It is cell 1 of the grid.'],
  [{ by: 'random' }, 'Its values were drawn at random.'],
  [{ by: 'start' }, 'It is one of the first, which spread over the space before there is anything to learn from.'],
  [
    { by: 'pi', mean: -1.0195, sd: 0.43690, pi: 0.2256, fitted_to: 5 },
    'Its values were chosen by probability of improvement, with a model of 5 earlier runs. It was predicted to do better than about 85 % of them (-1 ± 0.44 standard deviations from their mean, lower is better). The chance of reaching the target was put at 23 %.',
  ],
  [{ by: 'repeat', why: 'leads', mean: 0.03125, leader: 0.03125 }, 'It runs its point once more, under another seed: the point led, with a mean of 0.03125.'],
  [{ by: 'repeat', why: 'close', mean: 0.034, leader: 0.031 }, "It runs its point once more, under another seed: its mean of 0.034 was not clearly behind the leader's 0.031."],
  [{ by: 'repeat', why: 'every' }, 'It runs its point once more, under another seed, as every point is.'],
  [{ by: 'newer' }, 'Its values were chosen by newer.'],
])('how %j came about is said in words', (info, words) => {
  expect(howChosen(info).join(' ')).toBe(words);
});
