/** All parameters at once: which values led where. */
import { useMemo } from 'react';
import type { Run } from '../../api/records';
import type { View } from '../../base/view';
import { ParallelCoordinates } from '../../charts/parallel-coordinates';
import type { ChangeView } from '../../widgets/navigation';
import { Empty, Panel } from '../../widgets/panel';
import { keeps, type Facts } from './facts';
import { useHot } from './hot';
import { NoMatch } from './no-match';

interface Props {
  readonly facts: Facts;
  readonly runs: readonly Run[];
  /** Runs that fit all but the brushes. */
  readonly brushable: readonly Run[];
  readonly view: View;
  readonly change: ChangeView;
  readonly pinned: readonly string[];
  readonly onPin: (run: string) => void;
}

export function ParallelPanel(props: Props) {
  return (
    <Panel title="Parameters" note="drag along an axis to keep a part of it">
      {props.facts.varied.length === 0 ? (
        <Empty title="Nothing varies">Every parameter of this sweep has one value.</Empty>
      ) : props.brushable.length === 0 && props.runs.length > 0 ? (
        <NoMatch />
      ) : (
        <Drawn {...props} />
      )}
    </Panel>
  );
}

function Drawn({ facts, brushable, view, change, pinned, onPin }: Props) {
  const [hot, setHot] = useHot();
  const runs = useMemo(
    () =>
      brushable.flatMap((run) => {
        const { id, number, state, point, value } = run;
        return number === null ? [] : [{ run: id, number, state, point, value, able: keeps(run, facts) }];
      }),
    [brushable, facts],
  );
  return (
    <ParallelCoordinates
      {...{ runs, hot, pinned, onPin }}
      metric={facts.metric ?? ''}
      goal={facts.goal}
      parameters={facts.parameters}
      brushes={view.brush}
      order={view.axes}
      scales={view.scales}
      height={244}
      onBrush={(brush) => {
        change({ brush }, 'soon');
      }}
      onOrder={(axes) => {
        change({ axes });
      }}
      onScales={(scales) => {
        change({ scales });
      }}
      onHover={setHot}
    />
  );
}
