import { describe, expect, it } from 'vitest';
import { ended, progress, tally } from './states';

const NONE = { queued: 0, running: 0, finished: 0, failed: 0, stopped: 0, killed: 0, crashed: 0 };

describe('counts of runs', () => {
  it('tell how far a sweep is', () => {
    const counts = { ...NONE, queued: 2, running: 3, finished: 28, stopped: 4, failed: 1, killed: 1, crashed: 1 };
    expect(ended(counts)).toBe(35);
    expect(progress(counts, 100)).toBe('35/100');
    expect(progress(counts, null)).toBe('35');
  });

  it('are told by state, without those that have none', () => {
    expect(tally({ ...NONE, running: 3, finished: 28 })).toBe('3 running · 28 finished');
    expect(tally(NONE)).toBe('none yet');
  });
});
