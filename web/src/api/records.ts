/** The server's records under short names; their fields are described in `besom.wire`. */
import type { components } from './schema';

type Records = components['schemas'];

export type Sweep = Records['Sweep'];
export type OutcomeConstraint = Records['OutcomeConstraint'];
export type ParameterFacts = Records['ParameterFacts'];
export type RunCounts = Records['RunCounts'];
export type Standing = Records['Standing'];
export type Run = Records['Run'];
export type MetricSummary = Records['MetricSummary'];
export type Agent = Records['Agent'];
export type Curve = Records['Curve'];
export type Log = Records['Log'];
export type Why = Records['Why'];
export type Viewer = Records['Viewer'];
export type SweepState = Sweep['state'];
export type RunState = Run['state'];
export type SweepAction = 'pause' | 'resume' | 'stop' | 'cancel';
