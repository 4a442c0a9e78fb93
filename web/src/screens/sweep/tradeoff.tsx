/** Where several metrics count: what one costs of the other. */
import { useMemo } from 'react';
import type { Run } from '../../api/records';
import type { View } from '../../base/view';
import { Tradeoff, type Measure, type RunPlace } from '../../charts/tradeoff';
import type { ChangeView } from '../../widgets/navigation';
import { Empty, Panel } from '../../widgets/panel';
import { Select } from '../../widgets/pick';
import type { Facts } from './facts';
import { useHot } from './hot';
import { NoMatch } from './no-match';

interface Props {
  readonly facts: Facts;
  readonly runs: readonly Run[];
  readonly matching: readonly Run[];
  /** Numbers of the runs that no other beats. */
  readonly front: readonly number[];
  readonly view: View;
  readonly change: ChangeView;
  readonly pinned: readonly string[];
  readonly onPin: (run: string) => void;
}

/** Nothing where one metric counts alone. */
export function TradeoffPanel(props: Props) {
  const { facts, view, change } = props;
  const measures = useMemo(() => measuresOf(facts), [facts]);
  const [x, y] = planeOf(measures, view.plane);
  if (x === undefined || y === undefined) return null;
  const names = measures.map(({ name }) => [name, name] as const);
  return (
    <Panel
      title={facts.objectives.length > 1 ? 'Front' : 'Limits'}
      note={facts.objectives.length > 1 ? 'the runs that no other beats: as good in every objective, and better in one' : undefined}
      actions={
        measures.length > 2 && (
          <>
            <Select
              label="Across"
              options={names}
              value={x.name}
              onChange={(name) => {
                change({ plane: [name, name === y.name ? x.name : y.name] });
              }}
            />
            <Select
              label="Upwards"
              options={names}
              value={y.name}
              onChange={(name) => {
                change({ plane: [name === x.name ? y.name : x.name, name] });
              }}
            />
          </>
        )
      }
    >
      {props.runs.length === 0 ? (
        <Empty title="No run yet">Each will be a point here, at its values of {x.name} and {y.name}.</Empty>
      ) : props.matching.length === 0 ? (
        <NoMatch />
      ) : (
        <Drawn {...props} x={x} y={y} />
      )}
    </Panel>
  );
}

function Drawn({ facts, runs: all, matching, front: numbers, pinned, onPin, x, y }: Props & { x: Measure; y: Measure }) {
  const [hot, setHot] = useHot();
  const runs = useMemo(() => placesOf(matching, numbers, x.name, y.name), [matching, numbers, x.name, y.name]);
  const alone = facts.objectives.length === 2 && x.goal !== null && y.goal !== null;
  const front = useMemo(
    () => (alone ? placesOf(all, numbers, x.name, y.name).filter((place) => place.front) : []),
    [alone, all, numbers, x.name, y.name],
  );
  return <Tradeoff {...{ x, y, runs, front, hot, pinned, onPin }} height={300} onHover={setHot} />;
}

/** The objectives, then what has a limit alone. */
export function measuresOf({ objectives, limits }: Facts): Measure[] {
  const limitOf = (name: string): Pick<Measure, 'low' | 'high'> => {
    const limit = limits.find(({ metric }) => metric === name);
    return { low: limit?.min ?? null, high: limit?.max ?? null };
  };
  const beside = limits.filter(({ metric }) => objectives.every(({ name }) => name !== metric));
  return [
    ...objectives.map(({ name, goal }) => ({ name, goal, ...limitOf(name) })),
    ...beside.map(({ metric }) => ({ name: metric, goal: null, ...limitOf(metric) })),
  ];
}

/** The two that a person chose, else the first two. */
export function planeOf(measures: readonly Measure[], chosen: readonly string[]): (Measure | undefined)[] {
  const [x, y] = chosen.map((name) => measures.find((measure) => measure.name === name));
  return x === undefined || y === undefined || x === y ? [...measures.slice(0, 2)] : [x, y];
}

export function placesOf(runs: readonly Run[], front: readonly number[], x: string, y: string): RunPlace[] {
  const on = new Set(front);
  return runs.flatMap(({ id, number, state, values, broken }) => {
    const [across, up] = [values[x], values[y]];
    if (number === null || across === undefined || up === undefined) return [];
    return [{ run: id, number, state, x: across, y: up, front: on.has(number), broken: broken.length > 0 }];
  });
}
