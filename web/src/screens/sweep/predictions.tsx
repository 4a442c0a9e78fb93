/** How good the model's predictions have been. */
import { useMemo } from 'react';
import type { Run } from '../../api/records';
import { predictionOf } from '../../base/chosen';
import type { View } from '../../base/view';
import { Predictions, type Expected } from '../../charts/predictions';
import { Panel } from '../../widgets/panel';
import type { Facts } from './facts';
import { useHot } from './hot';

interface Props {
  readonly facts: Facts;
  readonly matching: readonly Run[];
  readonly view: View;
  readonly pinned: readonly string[];
  readonly onPin: (run: string) => void;
}

/** Nothing where no run that a model chose has finished. */
export function PredictionsPanel({ facts, matching, view, pinned, onPin }: Props) {
  const [hot, setHot] = useHot();
  const { metric } = facts;
  const runs = useMemo(() => (metric === null ? [] : expectedOf(matching, metric)), [matching, metric]);
  if (metric === null || runs.length === 0) return null;
  return (
    <Panel title="Predictions" note="what the model expected of the runs that it chose, against what came out">
      <Predictions {...{ metric, runs, hot, pinned, onPin }} scale={view.y} height={244} onHover={setHot} />
    </Panel>
  );
}

/** Finished runs alone: one that was ended early had not come to its value. */
export function expectedOf(runs: readonly Run[], metric: string): Expected[] {
  return runs.flatMap(({ id, number, state, value, info }) => {
    const prediction = predictionOf(info, metric);
    return state !== 'finished' || prediction === null || value === null || number === null ? [] : [{ run: id, number, value, ...prediction }];
  });
}
