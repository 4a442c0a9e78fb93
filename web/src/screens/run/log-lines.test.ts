import { describe, expect, it } from 'vitest';
import { cut, found, lastError, nextOf } from './log-lines';

describe('the log', () => {
  it('is searched as it is read, whatever the case', () => {
    expect(found(['Epoch 1', '\u001b[33mep\u001b[0moch 2', 'done'], 'epoch')).toEqual([0, 1]);
    expect(found(['a'], '')).toEqual([]);
  });

  it.each<[string[], number | null]>([
    [['epoch 1', 'Traceback (most recent call last):', '  File "x"', '', 'ValueError: no'], 1],
    [['Traceback (most recent call last):', '  File "x"', 'KeyError: a', 'retrying', 'ValueError: no'], 4],
    [['Traceback (most recent call last):', '  File "x"', '  File "y"'], 0],
    [['\u001b[31mRuntimeError\u001b[0m: CUDA out of memory', 'bye'], 0],
    [['ERROR could not open it'], 0],
    [['val_error 0.3', 'no errors', 'mean error: 0'], null],
    [[], null],
  ])('knows where the last error of %j begins', (lines, expected) => {
    expect(lastError(lines)).toBe(expected);
  });

  it('goes from match to match, and around the end', () => {
    expect(nextOf([2, 5], -1, 1)).toBe(2);
    expect(nextOf([2, 5], 2, 1)).toBe(5);
    expect(nextOf([2, 5], 5, 1)).toBe(2);
    expect(nextOf([2, 5], 2, -1)).toBe(5);
    expect(nextOf([], 2, 1)).toBe(-1);
  });

  it('cuts a text where the wanted one stands', () => {
    expect(cut('Loss and loss.', 'loss')).toEqual(['', 'Loss', ' and ', 'loss', '.']);
    expect(cut('text', '')).toEqual(['text']);
  });
});
