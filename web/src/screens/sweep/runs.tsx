/** The table of the runs that match. */
import { useMemo, type ReactNode } from 'react';
import type { SweepPath } from '../../api/queries';
import type { Curve, Run } from '../../api/records';
import { chosenBy } from '../../base/chosen';
import { value as shown } from '../../base/format';
import { ordered } from '../../base/order';
import { formatPlace } from '../../base/place';
import { reason } from '../../base/reasons';
import type { View } from '../../base/view';
import { Button } from '../../widgets/button';
import { type ChangeView, go } from '../../widgets/navigation';
import { useNarrow } from '../../widgets/narrow';
import { Empty, Panel } from '../../widgets/panel';
import { Table, type Sorting } from '../../widgets/table';
import { columnsOf, MERIT } from './columns';
import { byMerit, sortedBy, type Facts } from './facts';
import { useHotSetter } from './hot';
import styles from './runs.module.css';
import { ALL } from './selection';
import { useSteady } from './steady';

interface Props {
  readonly at: SweepPath;
  readonly facts: Facts;
  readonly runs: readonly Run[];
  readonly matching: readonly Run[];
  readonly best: number | null;
  /** Numbers of the runs that no other beats; none where there is one objective. */
  readonly front: readonly number[];
  /** By id of run, those of the metric that is drawn. */
  readonly curves: ReadonlyMap<string, Curve>;
  readonly view: View;
  readonly change: ChangeView;
  readonly pinned: readonly string[];
  readonly onPin: (run: string) => void;
}

export function RunsPanel(props: Props) {
  const constant = Object.entries(props.facts.constant);
  const note = constant.map(([name, value]) => `${name} ${shown(value)}`).join(', ');
  return (
    <Panel title="Runs" note={note === '' ? undefined : `the same in all: ${note}`} flush>
      <Content {...props} />
    </Panel>
  );
}

function Content(props: Props): ReactNode {
  const { runs, matching, view, change } = props;
  if (runs.length === 0) return <Empty title="No run yet">Each run stands here as soon as an agent asks for it.</Empty>;
  if (matching.length > 0) return <Rows {...props} />;
  return (
    <Empty title={`0 of ${runs.length} runs match`}>
      <p>{view.state.length > 0 ? `Only ${view.state.join(' and ')} runs are shown. ` : ''}The filters above say what each leaves out.</p>
      <Button
        onClick={() => {
          change(ALL);
        }}
      >
        Show all
      </Button>
    </Empty>
  );
}

/** The sorting that the view asks for; the best first where it asks for none that there is: the front, or what keeps the limits. */
export function sortingOf({ sort, dir }: View, facts: Facts): Sorting {
  if (sort !== null && sortedBy(sort, facts) !== null) return { column: sort, direction: dir };
  if (facts.objectives.length > 1 || facts.limits.length > 0) return { column: MERIT, direction: 'asc' };
  if (facts.metric === null) return { column: 'run', direction: 'desc' };
  return { column: 'value', direction: facts.goal === 'minimize' ? 'asc' : 'desc' };
}

function Rows({ at, facts, runs, matching, best, front, curves, view, change, pinned, onPin }: Props) {
  const narrow = useNarrow();
  const setHot = useHotSetter();
  const { column, direction } = sortingOf(view, facts);
  const rows = useMemo(
    () => (column === MERIT ? byMerit(matching, front, facts) : ordered(matching, sortedBy(column, facts) ?? idOf, direction)),
    [matching, column, direction, facts, front],
  );
  const asked = JSON.stringify([column, direction, view.q, view.state, view.brush]);
  const steady = useSteady(rows, runs, idOf, asked);
  const reasons = useMemo(() => runs.some((run) => reason(run) !== ''), [runs]);
  const outside = useMemo(() => runs.some((run) => !run.inside), [runs]);
  const choices = useMemo(() => new Set(runs.map((run) => chosenBy(run.info))).size > 1, [runs]);
  const columns = useMemo(
    () => columnsOf({ at, facts, best, curves, pinned, onPin, narrow, reasons, outside, choices, front }),
    [at, facts, best, curves, pinned, onPin, narrow, reasons, outside, choices, front],
  );
  return (
    <div className={styles.runs} onPointerEnter={steady.hold} onPointerLeave={steady.release}>
      <Table
        label="Runs"
        columns={columns}
        rows={steady.rows}
        rowKey={idOf}
        sorting={{ column, direction }}
        onSort={(sorting) => {
          change({ sort: sorting.column, dir: sorting.direction });
        }}
        onOpen={(run) => {
          go(formatPlace({ screen: 'run', of: at, run: run.id }));
        }}
        onSelect={(run) => {
          onPin(run.id);
        }}
        onHover={(run) => {
          setHot(run?.id ?? null);
        }}
        isSelected={(run) => pinned.includes(run.id)}
        rowHeight={34}
        maxHeight="min(70vh, 640px)"
      />
      {steady.waiting > 0 && (
        <button type="button" className={styles.waiting} onClick={steady.release}>
          {steady.waiting} new · show
        </button>
      )}
    </div>
  );
}

function idOf(run: Run): string {
  return run.id;
}
