import type { Sweep } from '../../api/records';
import { number } from '../../base/format';
import { formatPlace } from '../../base/place';
import { ended } from '../../base/states';
import { Age } from '../../widgets/age';
import { StateBadge } from '../../widgets/badge';
import { go, Link } from '../../widgets/navigation';
import { Progress } from '../../widgets/progress';
import { Table, type Column, type Sorting } from '../../widgets/table';
import styles from './sweeps.module.css';

interface Props {
  readonly sweeps: readonly Sweep[];
  /** Whether the rows are of several projects. */
  readonly withProject: boolean;
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

/** What each column sorts by. */
export const SORT_KEYS: Readonly<Record<string, (sweep: Sweep) => unknown>> = {
  name: (sweep) => sweep.name,
  state: (sweep) => sweep.state,
  progress: (sweep) => (sweep.total === null ? null : ended(sweep.counts) / sweep.total),
  agents: (sweep) => sweep.agents,
  age: (sweep) => sweep.created_at,
};

export function SweepTable({ sweeps, withProject, sorting, onSort }: Props) {
  return (
    <Table
      label="Sweeps"
      rows={sweeps}
      columns={withProject ? COLUMNS : COLUMNS.map((column) => (column.id === 'name' ? NAME_ALONE : column))}
      rowKey={(sweep) => sweep.url}
      rowHeight={54}
      maxHeight="calc(100vh - 140px)"
      sorting={sorting}
      onSort={onSort}
      onOpen={(sweep) => {
        go(pageOf(sweep));
      }}
    />
  );
}

const NAME: Column<Sweep> = {
  id: 'name',
  title: 'Sweep',
  min: 220,
  grow: 4,
  sorts: 'asc',
  cell: (sweep) => <Name sweep={sweep} below={`${sweep.entity}/${sweep.project} · ${sweep.id}`} />,
};

const NAME_ALONE: Column<Sweep> = { ...NAME, cell: (sweep) => <Name sweep={sweep} below={sweep.id} /> };

const COLUMNS: readonly Column<Sweep>[] = [
  NAME,
  { id: 'state', title: 'State', min: 110, sorts: 'asc', cell: (sweep) => <StateBadge state={sweep.state} /> },
  {
    id: 'progress',
    title: 'Runs',
    min: 190,
    grow: 2,
    sorts: 'desc',
    cell: (sweep) => <Progress counts={sweep.counts} total={sweep.total} />,
  },
  { id: 'best', title: 'Best', min: 150, grow: 2, cell: (sweep) => <Best sweep={sweep} /> },
  { id: 'method', title: 'Method', min: 90, grow: 1, cell: (sweep) => <span className={styles.soft}>{sweep.method}</span> },
  { id: 'agents', title: 'Agents', min: 76, numeric: true, sorts: 'desc', cell: (sweep) => (sweep.agents === 0 ? '–' : sweep.agents) },
  { id: 'age', title: 'Begun', min: 96, numeric: true, sorts: 'desc', cell: (sweep) => <Age at={sweep.created_at} /> },
];

function Name({ sweep, below }: { sweep: Sweep; below: string }) {
  return (
    <div className={styles.two}>
      <Link className={styles.name} href={pageOf(sweep)}>
        {sweep.name}
      </Link>
      <span>{below}</span>
    </div>
  );
}

function Best({ sweep: { best, metric } }: { sweep: Sweep }) {
  if (metric === null) return <span className={styles.soft}>no metric</span>;
  return (
    <div className={styles.two}>
      <strong>{best === null ? '–' : number(best.value)}</strong>
      <span>{best === null ? metric.name : `${metric.name}, run ${best.number}`}</span>
    </div>
  );
}

function pageOf(sweep: Sweep): string {
  return formatPlace({ screen: 'sweep', of: sweep, sweep: sweep.id });
}
