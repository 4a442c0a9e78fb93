import type { Sweep } from '../../api/records';
import { counted, mean } from '../../base/format';
import { formatPlace } from '../../base/place';
import { ended, tally } from '../../base/states';
import { Age } from '../../widgets/age';
import { StateBadge } from '../../widgets/badge';
import { go, Link } from '../../widgets/navigation';
import { useNarrow } from '../../widgets/narrow';
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
  const narrow = useNarrow();
  const wide = withProject ? COLUMNS : COLUMNS.map((column) => (column.id === 'name' ? NAME_ALONE : column));
  return (
    <Table
      label="Sweeps"
      rows={sweeps}
      columns={narrow ? [CARD] : wide}
      rowKey={(sweep) => sweep.url}
      rowHeight={narrow ? 88 : 54}
      maxHeight={narrow ? 'none' : 'calc(100vh - 140px)'}
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

const CARD: Column<Sweep> = { ...NAME, min: 0, grow: 1, cell: (sweep) => <Card sweep={sweep} /> };

const COLUMNS: readonly Column<Sweep>[] = [
  NAME,
  { id: 'state', title: 'State', min: 110, sorts: 'asc', cell: (sweep) => <StateBadge state={sweep.state} /> },
  {
    id: 'progress',
    title: 'Runs',
    min: 210,
    grow: 3,
    sorts: 'desc',
    cell: (sweep) => <Runs sweep={sweep} />,
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

function Runs({ sweep: { counts, total } }: { sweep: Sweep }) {
  return (
    <div className={styles.two}>
      <Progress counts={counts} total={total} />
      <span>{tally({ ...counts, queued: 0 })}</span>
    </div>
  );
}

/** All of a sweep in one cell, for phones. */
function Card({ sweep }: { sweep: Sweep }) {
  const { name, state, counts, total, best, metric, front } = sweep;
  return (
    <div className={styles.card}>
      <div className={styles.between}>
        <Link className={styles.name} href={pageOf(sweep)}>
          {name}
        </Link>
        <StateBadge state={state} />
      </div>
      <Progress counts={counts} total={total} />
      <div className={styles.between}>
        <span className={styles.soft}>{front.length > 0 ? `front of ${counted(front.length, 'run')}` : best === null || metric === null ? 'no best yet' : `${metric.name} ${mean(best.value, best.half_width ?? null)}`}</span>
        <span className={styles.soft}>
          <Age at={sweep.created_at} />
        </span>
      </div>
    </div>
  );
}

function Best({ sweep: { best, metric, metrics, front } }: { sweep: Sweep }) {
  if (metric === null) return <span className={styles.soft}>no metric</span>;
  if (front.length > 0) {
    return (
      <div className={styles.two}>
        <strong>front of {front.length}</strong>
        <span>{metrics.map(({ name }) => name).join(' and ')}</span>
      </div>
    );
  }
  return (
    <div className={styles.two}>
      {best === null ? <span>–</span> : <strong>{mean(best.value, best.half_width ?? null)}</strong>}
      <span>{best === null ? metric.name : `${metric.name}, ${whose(best)}`}</span>
    </div>
  );
}

function pageOf(sweep: Sweep): string {
  return formatPlace({ screen: 'sweep', of: sweep, sweep: sweep.id });
}

/** The run, or how many seeds a mean is of. */
function whose({ number, runs = [] }: NonNullable<Sweep['best']>): string {
  return runs.length === 0 ? `run ${number}` : counted(runs.length, 'run');
}
