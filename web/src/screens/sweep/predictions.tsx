/** How good the model's predictions have been. */
import { useMemo, useState } from 'react';
import type { Run } from '../../api/records';
import { metricsOf, predictionOf } from '../../base/chosen';
import type { View } from '../../base/view';
import { Predictions, type Expected } from '../../charts/predictions';
import { Panel } from '../../widgets/panel';
import { Select } from '../../widgets/pick';
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
  const metrics = useMemo(() => predictedOf(matching, facts.metric), [matching, facts.metric]);
  const [picked, setPicked] = useState('');
  const metric = metrics.includes(picked) ? picked : metrics[0];
  const runs = useMemo(() => (metric === undefined ? [] : expectedOf(matching, metric)), [matching, metric]);
  if (metric === undefined) return null;
  return (
    <Panel
      title="Predictions"
      note="what the model expected of the runs that it chose, against what came out"
      actions={metrics.length > 1 ? <Select label="Metric predicted" options={metrics.map((name) => [name, name] as const)} value={metric} onChange={setPicked} /> : undefined}
    >
      <Predictions {...{ metric, runs, hot, pinned, onPin }} scale={view.y} height={244} onHover={setHot} />
    </Panel>
  );
}

/** Metrics of which something was expected, the sweep's own first. */
function predictedOf(runs: readonly Run[], own: string | null): string[] {
  const names = new Set(runs.flatMap(({ info }) => metricsOf(info)));
  return [...names].filter((name) => expectedOf(runs, name).length > 0).sort((a, b) => Number(b === own) - Number(a === own));
}

/** Finished runs alone: one that was ended early had not come to its value. */
export function expectedOf(runs: readonly Run[], metric: string): Expected[] {
  return runs.flatMap(({ id, number, state, values, info }) => {
    const prediction = predictionOf(info, metric);
    const value = values[metric];
    return state !== 'finished' || prediction === null || value === undefined || number === null ? [] : [{ run: id, number, value, ...prediction }];
  });
}
