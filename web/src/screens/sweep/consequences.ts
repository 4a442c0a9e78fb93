/** What an action on a sweep will do, in numbers, and when it can be done. */
import type { Sweep, SweepAction } from '../../api/records';
import { counted } from '../../base/format';
import type { RunCounts } from '../../base/states';

const ALLOWED: Readonly<Record<SweepAction, readonly Sweep['state'][]>> = {
  pause: ['running'],
  resume: ['paused', 'stopped', 'cancelled'],
  stop: ['running', 'paused'],
  cancel: ['running', 'paused', 'stopped'],
};

/** Why an action cannot be done now; null when it can. */
export function hindrance(action: SweepAction, { state, counts }: Sweep, online: boolean): string | null {
  if (!online) return 'The server does not answer';
  if (!ALLOWED[action].includes(state)) return `The sweep is ${state}`;
  if (action === 'cancel' && state === 'stopped' && counts.running === 0) return 'The sweep is stopped, and nothing is running';
  return null;
}

/** What will happen, a sentence each. */
export function consequences(action: SweepAction, { id, counts, agents }: Sweep): string[] {
  const { running, queued } = counts;
  switch (action) {
    case 'pause':
      return ['No new run is handed out until you resume.', ...given(running, `${runs(running, 'running')} will go on to the end.`), ...given(queued, `${runs(queued, 'queued')} will wait.`)];
    case 'resume':
      return [
        'New runs are handed out again.',
        agents > 0 ? `${counted(agents, 'agent')} will take them.` : `No agent is there to take them: start one with besom agent ${id}.`,
      ];
    case 'stop':
      return [`${running > 0 ? `${runs(running, 'running')} will finish; nothing` : 'Nothing'} new starts.`, ...given(queued, `${runs(queued, 'queued')} will be dropped.`), 'It can be resumed later.'];
    case 'cancel':
      return [killed(counts), 'What runs have logged is kept. It can be resumed later, but a killed run does not come back.'];
  }
}

/** What was done, when it was. */
export function outcome(action: SweepAction, before: RunCounts, { name, counts }: Sweep): string {
  switch (action) {
    case 'pause':
      return `${name} is paused${counts.running > 0 ? `; ${runs(counts.running, 'running')} will go on to the end` : ''}`;
    case 'resume':
      return `${name} goes on`;
    case 'stop':
      return `${name} is stopped${counts.running > 0 ? `; ${runs(counts.running, 'running')} will finish` : ''}`;
    case 'cancel':
      return `${name} is cancelled${before.running > 0 ? `; ${runs(before.running, 'running')} ${before.running === 1 ? 'is' : 'are'} being killed` : ''}`;
  }
}

function killed({ running, queued }: RunCounts): string {
  const parts = [...given(running, `${runs(running, 'running')} will be killed`), ...given(queued, `${runs(queued, 'queued')} dropped`)];
  return parts.length === 0 ? 'Nothing is running; nothing new starts.' : `${parts.join(', ')}.`;
}

function runs(count: number, state: string): string {
  return counted(count, `${state} run`);
}

function given(count: number, sentence: string): string[] {
  return count > 0 ? [sentence] : [];
}
