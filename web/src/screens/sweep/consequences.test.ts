import { describe, expect, it } from 'vitest';
import { sampleSweep } from '../../api/samples';
import type { Sweep, SweepAction } from '../../api/records';
import { consequences, hindrance, outcome } from './consequences';

const NONE = sampleSweep().counts;
const busy = sampleSweep({ counts: { ...NONE, running: 3, queued: 1, finished: 12 }, agents: 2 });
const idle = sampleSweep({ counts: NONE });

describe('an action on a sweep', () => {
  it.each<[SweepAction, Sweep, string]>([
    ['pause', busy, 'No new run is handed out until you resume. 3 running runs will go on to the end. 1 queued run will wait.'],
    ['pause', idle, 'No new run is handed out until you resume.'],
    ['resume', busy, 'New runs are handed out again. 2 agents will take them.'],
    ['resume', idle, 'New runs are handed out again. No agent is there to take them: start one with besom agent k3x9q7ab.'],
    ['stop', busy, '3 running runs will finish; nothing new starts. 1 queued run will be dropped. It can be resumed later.'],
    ['stop', idle, 'Nothing new starts. It can be resumed later.'],
    ['cancel', busy, '3 running runs will be killed, 1 queued run dropped. What runs have logged is kept. It can be resumed later, but a killed run does not come back.'],
    ['cancel', idle, 'Nothing is running; nothing new starts. What runs have logged is kept. It can be resumed later, but a killed run does not come back.'],
  ])('%s says in numbers what it will do', (action, sweep, sentences) => {
    expect(consequences(action, sweep).join(' ')).toBe(sentences);
  });

  it.each<[SweepAction, Sweep['state'], string | null]>([
    ['pause', 'running', null],
    ['pause', 'paused', 'The sweep is paused'],
    ['resume', 'paused', null],
    ['resume', 'cancelled', null],
    ['resume', 'finished', 'The sweep is finished'],
    ['stop', 'paused', null],
    ['stop', 'stopped', 'The sweep is stopped'],
    ['cancel', 'stopped', null],
    ['cancel', 'finished', 'The sweep is finished'],
  ])('%s of one that is %s: %s', (action, state, why) => {
    expect(hindrance(action, { ...busy, state }, true)).toBe(why);
  });

  it('needs something to cancel', () => {
    expect(hindrance('cancel', { ...idle, state: 'stopped' }, true)).toBe('The sweep is stopped, and nothing is running');
  });

  it('needs the server', () => {
    expect(hindrance('pause', busy, false)).toBe('The server does not answer');
  });

  it('says what was done', () => {
    expect(outcome('pause', busy.counts, busy)).toBe('mnist-lr-bs is paused; 3 running runs will go on to the end');
    expect(outcome('cancel', { ...NONE, running: 1 }, idle)).toBe('mnist-lr-bs is cancelled; 1 running run is being killed');
    expect(outcome('stop', NONE, idle)).toBe('mnist-lr-bs is stopped');
  });
});
