/** What a person can do to sweeps and runs. Each answers with the record as it is afterwards. */
import { answer, api } from './client';
import type { RunPath, SweepPath } from './queries';
import type { Run, Sweep, SweepAction } from './records';

export function steerSweep(at: SweepPath, action: SweepAction): Promise<Sweep> {
  const params = { params: { path: { ...at } } };
  switch (action) {
    case 'pause':
      return answer(api.POST('/api/projects/{entity}/{project}/sweeps/{sweep}/pause', params));
    case 'resume':
      return answer(api.POST('/api/projects/{entity}/{project}/sweeps/{sweep}/resume', params));
    case 'stop':
      return answer(api.POST('/api/projects/{entity}/{project}/sweeps/{sweep}/stop', params));
    case 'cancel':
      return answer(api.POST('/api/projects/{entity}/{project}/sweeps/{sweep}/cancel', params));
  }
}

export function renameSweep(at: SweepPath, name: string): Promise<Sweep> {
  return answer(api.PATCH('/api/projects/{entity}/{project}/sweeps/{sweep}', { params: { path: { ...at } }, body: { name } }));
}

export function killRun(at: RunPath): Promise<Run> {
  return answer(api.POST('/api/projects/{entity}/{project}/runs/{run}/kill', { params: { path: { ...at } } }));
}
