/** How the metric has come out, run after run. */
import { useMemo } from 'react';
import type { Run } from '../../api/records';
import type { View } from '../../base/view';
import { MetricOverRuns } from '../../charts/metric-over-runs';
import { Empty, Panel } from '../../widgets/panel';
import { keeps, type Facts } from './facts';
import { useHot } from './hot';
import { NoMatch } from './no-match';

interface Props {
  readonly facts: Facts;
  readonly runs: readonly Run[];
  readonly matching: readonly Run[];
  readonly view: View;
  readonly pinned: readonly string[];
  readonly onPin: (run: string) => void;
}

export function OverRunsPanel(props: Props) {
  return (
    <Panel title={props.facts.metric === null ? 'Over the runs' : `${props.facts.metric} over the runs`}>
      {props.facts.metric === null ? (
        <Empty title="No metric to follow">The sweep file names none.</Empty>
      ) : props.matching.length === 0 && props.runs.length > 0 ? (
        <NoMatch />
      ) : (
        <Drawn {...props} metric={props.facts.metric} />
      )}
    </Panel>
  );
}

function Drawn({ facts, metric, matching, view, pinned, onPin }: Props & { metric: string }) {
  const [hot, setHot] = useHot();
  const runs = useMemo(
    () => matching.flatMap((run) => (run.number === null ? [] : [{ run: run.id, number: run.number, state: run.state, value: run.value, able: keeps(run, facts) }])),
    [matching, facts],
  );
  return <MetricOverRuns {...{ metric, runs, hot, pinned, onPin }} goal={facts.goal} y={view.y} height={244} onHover={setHot} />;
}
