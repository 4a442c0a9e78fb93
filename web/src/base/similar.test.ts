import { expect, it } from 'vitest';
import { similar } from './similar';

it.each([
  ['val_loss', ['val/loss', 'accuracy', 'loss'], ['val/loss', 'loss']],
  ['val_loss', ['valid_loss', 'epoch'], ['valid_loss']],
  ['learning_rate', ['learning-rate'], ['learning-rate']],
  ['optimzer', ['optimizer', 'dropout'], ['optimizer']],
  ['learnig', ['learning-rate', 'layers'], ['learning-rate']],
  ['lr', ['epochs', 'width'], []],
])('%s is like some of %j', (name, names, expected) => {
  expect(similar(name, names)).toEqual(expected);
});
