/** The curves of all runs that match, for one metric. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { limitsQuery, sweepCurvesQuery, type SweepPath } from '../../api/queries';
import type { Curve, Run } from '../../api/records';
import { goalOf } from '../../base/goals';
import type { RuleLimits } from '../../base/limits';
import type { Goal } from '../../base/series';
import type { View } from '../../base/view';
import { CurvesChart } from '../../charts/curves';
import { CurveControls } from '../../widgets/curve-controls';
import { Loaded } from '../../widgets/loaded';
import type { ChangeView } from '../../widgets/navigation';
import { Empty, Panel } from '../../widgets/panel';
import { Select } from '../../widgets/pick';
import { Skeleton } from '../../widgets/skeleton';
import { keeps, type Facts } from './facts';
import { useHot } from './hot';
import { NoMatch } from './no-match';

interface Props {
  readonly at: SweepPath;
  readonly facts: Facts;
  /** Every run of the sweep, and those that match. */
  readonly runs: readonly Run[];
  readonly matching: readonly Run[];
  readonly metrics: readonly string[];
  readonly metric: string | null;
  readonly stops: boolean;
  readonly view: View;
  readonly change: ChangeView;
  readonly pinned: readonly string[];
  readonly onPin: (run: string) => void;
}

const HEIGHT = 296;

export function CurvesPanel(props: Props) {
  const { facts, metrics, metric, view, change } = props;
  const known = metric === null || metrics.includes(metric) ? metrics : [metric, ...metrics];
  return (
    <Panel
      title="Learning curves"
      actions={
        <>
          {metric !== null && (
            <Select
              label="Metric"
              options={known.map((name) => [name, name] as const)}
              value={metric}
              onChange={(name) => {
                change({ metric: name === facts.metric ? null : name, zoom: null });
              }}
            />
          )}
          <CurveControls view={view} change={change} withScale={{ zoom: null }} />
        </>
      }
    >
      {metric === null ? (
        <Empty title="No curves yet">{props.runs.length === 0 ? 'No run has begun.' : 'No run has logged a metric yet.'}</Empty>
      ) : props.matching.length === 0 && props.runs.length > 0 ? (
        <NoMatch />
      ) : (
        <OfMetric {...props} metric={metric} />
      )}
    </Panel>
  );
}

/** How often curves of other metrics and what runs are judged by are asked for, in milliseconds: a sweep's stream tells neither. */
const OTHERS_EVERY = 3000;

function anyRunning(runs: readonly Run[]): boolean {
  return runs.some(({ state }) => state === 'running');
}

function OfMetric(props: Props & { metric: string }) {
  const { at, facts, metric, stops } = props;
  const curves = useQuery({ ...sweepCurvesQuery(at, metric, metric === facts.metric), refetchInterval: metric !== facts.metric && anyRunning(props.runs) ? OTHERS_EVERY : false });
  const judged = stops && metric === facts.metric;
  const limits = useQuery({ ...limitsQuery(at), enabled: judged, refetchInterval: anyRunning(props.runs) ? OTHERS_EVERY : false });
  return (
    <Loaded query={curves} what={`the curves of ${metric}`} skeleton={<Skeleton lines={1} height={HEIGHT + 44} />}>
      {(all) => <Drawn {...props} curves={all} limits={judged ? limits.data : undefined} goal={metric === facts.metric ? facts.goal : goalOf(metric)} />}
    </Loaded>
  );
}

interface DrawnProps extends Props {
  readonly metric: string;
  readonly goal: Goal;
  readonly curves: readonly Curve[];
  readonly limits: readonly RuleLimits[] | undefined;
}

function Drawn({ facts, metric, goal, curves, limits, runs, matching, view, change, pinned, onPin }: DrawnProps) {
  const [hot, setHot] = useHot();
  const states = useMemo(() => new Map(runs.map((run) => [run.id, run.state])), [runs]);
  const barred = useMemo(() => new Set(runs.filter((run) => !keeps(run, facts)).map(({ id }) => id)), [runs, facts]);
  const shown = useMemo(() => {
    if (matching.length === runs.length) return curves;
    const among = new Set(matching.map((run) => run.id));
    return curves.filter((curve) => among.has(curve.run));
  }, [curves, matching, runs]);
  return (
    <CurvesChart
      {...{ metric, goal, states, limits, barred, hot, pinned, onPin }}
      curves={shown}
      x={view.x}
      y={view.y}
      smoothing={view.smooth}
      zoom={view.zoom}
      height={HEIGHT}
      onHover={setHot}
      onZoom={(zoom) => {
        change({ zoom });
      }}
    />
  );
}
