/** The columns of the table of runs. */
import type { ReactNode } from 'react';
import type { SweepPath } from '../../api/queries';
import type { Curve, Run } from '../../api/records';
import { chosenBy } from '../../base/chosen';
import { flat } from '../../base/flat';
import { between, number, value as shown } from '../../base/format';
import { formatPlace } from '../../base/place';
import { reason } from '../../base/reasons';
import { unpack } from '../../base/series';
import { Sparkline } from '../../charts/sparkline';
import { Lasting } from '../../widgets/age';
import { StateBadge } from '../../widgets/badge';
import { Link } from '../../widgets/navigation';
import type { Column } from '../../widgets/table';
import styles from './columns.module.css';
import { behind, columnBeside, columnOf, keeps, placeOf, type Facts } from './facts';
import { useIsHot } from './hot';

interface Given {
  readonly at: SweepPath;
  readonly facts: Facts;
  readonly best: number | null;
  readonly curves: ReadonlyMap<string, Curve>;
  readonly pinned: readonly string[];
  readonly onPin: (run: string) => void;
  readonly narrow: boolean;
  /** Whether some run has more to say of its state than the word. */
  readonly reasons: boolean;
  /** Whether some run lies outside the present space. */
  readonly outside: boolean;
  /** Whether the runs were not all chosen alike. */
  readonly choices: boolean;
  /** Numbers of the runs that no other beats; none where there is one objective. */
  readonly front: readonly number[];
}

export function columnsOf({ at, facts, best, curves, pinned, onPin, narrow, reasons, outside, choices, front }: Given): Column<Run>[] {
  const run: Column<Run> = {
    id: 'run',
    title: 'Run',
    min: outside ? 132 : 84,
    sorts: 'desc',
    cell: (row) => <Name at={at} run={row} pin={pinned.indexOf(row.id)} onPin={onPin} />,
  };
  const state: Column<Run> = { id: 'state', title: 'State', min: narrow || !reasons ? 120 : 268, grow: reasons ? 6 : 1, sorts: 'asc', cell: (row) => <State run={row} /> };
  const value: Column<Run> = {
    id: 'value',
    title: facts.metric ?? 'value',
    min: widthOf(facts.metric ?? 'value'),
    numeric: true,
    sorts: facts.goal === 'minimize' ? 'asc' : 'desc',
    cell: (row) => (row.value === null ? <Faint>–</Faint> : <Measured run={row} metric={facts.metric ?? ''} value={row.value} facts={facts} />),
  };
  const beside = facts.beside.map((name): Column<Run> => ({
    id: columnBeside(name),
    title: name,
    min: widthOf(name),
    numeric: true,
    sorts: facts.objectives.some((objective) => objective.name === name && objective.goal === 'maximize') ? 'desc' : 'asc',
    cell: (row) => (row.values[name] === undefined ? <Faint>–</Faint> : <Measured run={row} metric={name} value={row.values[name]} facts={facts} />),
  }));
  const measured = facts.metric === null ? [] : [value];
  if (narrow) return [run, { ...state, grow: 1 }, ...measured];
  return [
    run,
    state,
    ...measured,
    ...beside,
    ...comparedColumns(facts, best, front),
    { id: 'curve', title: 'Curve', min: 90, cell: (row) => <Spark curve={curves.get(row.id)} /> },
    ...facts.varied.map((name) => parameterColumn(name)),
    ...(facts.seed === null ? [] : [seedColumn(facts.seed)]),
    { id: 'time', title: 'Time', min: 72, numeric: true, sorts: 'desc', cell: (row) => <Lasting from={row.started_at} to={row.ended_at} /> },
    { id: 'host', title: 'Host', min: 96, grow: 1, sorts: 'asc', cell: (row) => <Place run={row} /> },
    ...(choices ? [CHOSEN] : []),
  ];
}

const CHOSEN: Column<Run> = { id: 'chosen', title: 'Chosen by', min: 104, sorts: 'asc', cell: ({ info }) => <Faint>{chosenBy(info)}</Faint> };

/** The column that compares a run with the others; with a space, which no parameter's name has. */
export const MERIT = 'by merit';

function comparedColumns(facts: Facts, best: number | null, front: readonly number[]): Column<Run>[] {
  if (facts.objectives.length > 1) {
    return [{ id: MERIT, title: 'Front', min: 116, sorts: 'asc', cell: (row) => <OnFront run={row} front={front} facts={facts} /> }];
  }
  if (facts.metric === null || facts.seed !== null) return [];
  const limited = facts.limits.length > 0;
  return [{ id: MERIT, title: 'Behind', min: limited ? 116 : 84, numeric: true, ...(limited ? { sorts: 'asc' } : {}), cell: (row) => <Behind run={row} best={best} facts={facts} /> }];
}

/** Pixels for a header of these letters, and for any number. */
function widthOf(title: string): number {
  return Math.min(170, Math.max(84, 34 + title.length * 7.5));
}

function parameterColumn(name: string): Column<Run> {
  return {
    id: columnOf(name),
    title: name,
    min: widthOf(name),
    grow: 1,
    numeric: true,
    sorts: 'asc',
    cell: ({ point }) => {
      const value = point[name];
      if (value === undefined) return <Faint>–</Faint>;
      return <span title={typeof value === 'number' ? String(value) : undefined}>{shown(value)}</span>;
    },
  };
}

function seedColumn(name: string): Column<Run> {
  return { id: `seed ${name}`, title: name, min: widthOf(name), numeric: true, cell: ({ config }) => shown(flat(config)[name]) };
}

function Faint({ children }: { children: ReactNode }) {
  return <span className={styles.faint}>{children}</span>;
}

interface NameProps {
  readonly at: SweepPath;
  readonly run: Run;
  /** Its place among the pinned ones; -1 for none. */
  readonly pin: number;
  readonly onPin: (run: string) => void;
}

/** Colours of pinned runs, in the order of pinning: those of the charts. */
const SERIES = 6;

function Name({ at, run, pin, onPin }: NameProps) {
  const hot = useIsHot(run.id);
  const colour = pin < 0 ? {} : { color: `var(--series-${(pin % SERIES) + 1})` };
  return (
    <span className={styles.name} data-hot={hot}>
      <button
        type="button"
        tabIndex={-1}
        className={styles.pin}
        style={colour}
        aria-pressed={pin >= 0}
        aria-label={`Pin run ${shown(run.number)}`}
        title="Pin it (x): its own colour in every chart"
        onClick={() => {
          onPin(run.id);
        }}
      >
        <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
          <circle cx="6" cy="6" r="3.5" />
        </svg>
      </button>
      <Link tabIndex={-1} href={formatPlace({ screen: 'run', of: at, run: run.id })}>
        {run.number}
      </Link>
      {!run.inside && (
        <span className={styles.outside} title={`Its point lies outside the present space; it was made in version ${shown(run.space_version)}`}>
          outside
        </span>
      )}
    </span>
  );
}

function State({ run }: { run: Run }) {
  const why = reason(run);
  return (
    <span className={styles.state} title={why === '' ? undefined : why}>
      <StateBadge state={run.state} />
      <Faint>{why}</Faint>
    </span>
  );
}

/** A value that counts, marked where it breaks its limit. */
function Measured({ run, metric, value, facts }: { run: Run; metric: string; value: number; facts: Facts }) {
  if (!run.broken.includes(metric)) return <strong className={styles.value}>{number(value)}</strong>;
  const limit = facts.limits.find((each) => each.metric === metric);
  const asked = `breaks its limit: ${between(limit?.min ?? null, limit?.max ?? null)}`;
  return (
    <strong className={styles.broken} title={asked}>
      {number(value)} <span aria-hidden="true">◇</span>
      <span className={styles.unseen}>{asked}</span>
    </strong>
  );
}

function OnFront({ run, front, facts }: { run: Run; front: readonly number[]; facts: Facts }) {
  if (run.number !== null && front.includes(run.number)) return <span className={styles.best}>front</span>;
  return keeps(run, facts) ? null : <Faint>{run.broken.length > 0 ? 'breaks a limit' : ''}</Faint>;
}

function Behind({ run, best, facts }: { run: Run; best: number | null; facts: Facts }) {
  if (run.value === null) return null;
  if (run.broken.length > 0) return <Faint>breaks a limit</Faint>;
  if (run.value === best) return <span className={styles.best}>best</span>;
  const far = behind(run.value, best, facts.goal);
  if (far === null || Math.abs(far) >= 10_000) return <Faint>–</Faint>;
  return <Faint>{far < 0.01 ? '<0.01' : `+${number(Number(far.toPrecision(2)))}`} %</Faint>;
}

function Place({ run }: { run: Run }) {
  return (
    <span className={styles.faint} title={run.agent === null ? undefined : `agent ${run.agent}`}>
      {placeOf(run) ?? '–'}
    </span>
  );
}

function Spark({ curve }: { curve: Curve | undefined }) {
  if (curve === undefined) return null;
  return <Sparkline label={`${curve.metric} of run ${shown(curve.number)}`} values={curve.values.map(unpack)} width={74} height={20} />;
}
