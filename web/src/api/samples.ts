/** Records as the server gives them, for tests. */
import type { Run, Sweep } from './records';

const COUNTS = { queued: 0, running: 0, finished: 0, failed: 0, stopped: 0, killed: 0, crashed: 0 };

export function sampleSweep(given: Partial<Sweep> = {}): Sweep {
  const id = given.id ?? 'k3x9q7ab';
  return {
    id,
    entity: 'ana',
    project: 'mnist',
    name: 'mnist-lr-bs',
    description: '',
    state: 'running',
    method: 'bayes',
    metric: { name: 'val_loss', goal: 'minimize', reduce: 'best' },
    metrics: given.metric === null ? [] : [given.metric ?? { name: 'val_loss', goal: 'minimize', reduce: 'best' }],
    outcome_constraints: [],
    source: 'method: bayes\n',
    document: {},
    run_cap: null,
    cells: null,
    total: null,
    seed: 1,
    space_version: 1,
    parameters: [],
    budget_seconds: null,
    spent: 0,
    closed: null,
    notes: [],
    counts: COUNTS,
    best: null,
    front: [],
    agents: 0,
    url: `http://127.0.0.1:7878/ana/mnist/sweeps/${id}`,
    warnings: [],
    created_at: 1_700_000_000,
    ended_at: null,
    ...given,
  };
}

export function sampleRun(given: Partial<Run> = {}): Run {
  const number = given.number ?? 1;
  return {
    id: `run0000${number}`,
    sweep: 'k3x9q7ab',
    number,
    space_version: 1,
    repeat: 0,
    priority: 0,
    state: 'running',
    order: null,
    stop: null,
    attempt: 1,
    agent: null,
    config: { lr: 0.01 },
    point: given.config ?? { lr: 0.01 },
    inside: true,
    summary: {},
    metrics: {},
    value: null,
    values: {},
    broken: [],
    command: ['python', 'train.py', '--lr=0.01'],
    info: {},
    display_name: null,
    notes: '',
    tags: [],
    group: null,
    host: null,
    exit_code: null,
    error: null,
    url: `http://127.0.0.1:7878/ana/mnist/runs/run0000${number}`,
    created_at: 1_700_000_000,
    started_at: 1_700_000_001,
    ended_at: null,
    ...given,
  };
}
