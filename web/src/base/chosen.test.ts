import { expect, it } from 'vitest';
import { chosenBy, predictionOf } from './chosen';

it.each([
  [{}, ''],
  [{ by: 'start' }, 'start'],
  [{ by: 'model', acquisition: 'ei' }, 'model, EI'],
  [{ by: 'model', acquisition: 'newer' }, 'model'],
  [{ by: 'pi', mean: -1 }, 'model, PI'],
  [{ by: 'cma-es' }, 'cma-es'],
  [{ by: 'hand', from: 2 }, 'by hand'],
])('how %j came about fits a column', (info, words) => {
  expect(chosenBy(info)).toBe(words);
});

it('finds what was expected of a metric, and nothing in what makes no sense', () => {
  const prediction = { median: 0.31, low: 0.27, high: 0.36 };
  expect(predictionOf({ predicted: { loss: prediction } }, 'loss')).toEqual(prediction);
  for (const predicted of [undefined, null, 3, {}, { loss: 0.3 }, { loss: { median: 0.3, low: null, high: 0.4 } }]) {
    expect(predictionOf({ predicted }, 'loss')).toBeNull();
  }
});
