import { describe, expect, it } from 'vitest';
import { failures, type Failed } from './failures';

let next = 1;

function run(given: Partial<Failed>): Failed {
  return { number: next++, state: 'finished', error: null, exit_code: 0, point: { batch: 32 }, ...given };
}

function failed(error: string | null, batch = 32, exit_code: number | null = 1): Failed {
  return run({ state: 'failed', error, exit_code, point: { batch } });
}

describe('failures', () => {
  it('are grouped by the last line, numbers aside, the most frequent first', () => {
    const runs = [
      failed('Traceback\nKeyError: x'),
      failed('Traceback\n\u001b[31mRuntimeError: CUDA out of memory. Tried 2.00 GiB\u001b[0m\n\n'),
      failed('RuntimeError: CUDA out of memory. Tried 4.50 GiB'),
      run({}),
    ];
    expect(failures(runs, []).map(({ line, runs: group }) => [line, group.length])).toEqual([
      ['RuntimeError: CUDA out of memory. Tried 2.00 GiB', 2],
      ['KeyError: x', 1],
    ]);
  });

  it('say how a run ended that printed nothing', () => {
    const lines = failures([failed(null), failed('', 32, -9), failed(null, 32, null), run({ state: 'crashed', exit_code: null })], []);
    expect(lines.map(({ line }) => line).sort()).toEqual([
      'ended by signal 9',
      'exit code 1',
      'it ended without an exit code',
      'its agent was not heard of again',
    ]);
  });

  it('tell what sets them apart from the others', () => {
    const others = [run({}), run({}), run({ point: { batch: 64 } }), run({ point: { batch: 512 } })];
    expect(failures([failed('oom', 256), failed('oom', 512), failed('oom', 1024), ...others], ['batch'])[0]?.pattern).toBe(
      'batch ≥ 256 in 3 of 3, and in 1 of 4 others',
    );
    expect(failures([failed('oom'), failed('oom'), failed('oom'), ...others], ['batch'])[0]?.pattern).toBeNull();
  });
});
