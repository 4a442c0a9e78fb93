/** Where points are run under several seeds: each point with its mean, the leader first. */
import { Fragment, useMemo } from 'react';
import type { SweepPath } from '../../api/queries';
import type { Standing } from '../../api/records';
import { mean as shownMean, value as shown } from '../../base/format';
import { formatPlace } from '../../base/place';
import { extent } from '../../base/series';
import { Interval } from '../../charts/interval';
import { go, Link } from '../../widgets/navigation';
import { useNarrow } from '../../widgets/narrow';
import { Empty, Panel } from '../../widgets/panel';
import { Table, type Column } from '../../widgets/table';
import { columnOf, type Facts } from './facts';
import styles from './points.module.css';

interface Props {
  readonly at: SweepPath;
  readonly facts: Facts;
  readonly standings: readonly Standing[];
}

export function PointsPanel({ at, facts, standings }: Props) {
  const narrow = useNarrow();
  const columns = useMemo(() => columnsOf(at, facts, scaleOf(standings), narrow), [at, facts, standings, narrow]);
  return (
    <Panel title="Points" note="mean over seeds ± half of its 95 % interval; none leads with fewer values than another has" flush>
      {standings.length === 0 ? (
        <Empty title="No point yet">Each stands here when a run of it has ended.</Empty>
      ) : (
        <Table
          label="Points"
          columns={columns}
          rows={standings}
          rowKey={idOf}
          sorting={null}
          onSort={() => undefined}
          onOpen={(point) => {
            go(formatPlace({ screen: 'run', of: at, run: idOf(point) }));
          }}
          rowHeight={34}
          maxHeight="min(50vh, 384px)"
        />
      )}
    </Panel>
  );
}

/** The runs of a point, each a way to it. */
export function RunLinks({ at, standing: { results } }: { at: SweepPath; standing: Standing }) {
  return (
    <>
      {results.length === 1 ? 'run ' : 'runs '}
      {results.map(({ run, number }, place) => (
        <Fragment key={run}>
          {place > 0 && (place === results.length - 1 ? ' and ' : ', ')}
          <Link href={formatPlace({ screen: 'run', of: at, run })}>{number}</Link>
        </Fragment>
      ))}
    </>
  );
}

function columnsOf(at: SweepPath, facts: Facts, ends: readonly [number, number], narrow: boolean): Column<Standing>[] {
  const place: Column<Standing> = { id: 'race', title: 'Race', min: 132, grow: 1, cell: (point) => <Race point={point} /> };
  const value: Column<Standing> = {
    id: 'mean',
    title: facts.metric ?? '',
    min: 150,
    numeric: true,
    cell: (point) => (point.mean === null ? <span className={styles.faint}>failed</span> : <strong className={styles.mean}>{shownMean(point.mean, point.half_width)}</strong>),
  };
  const runs: Column<Standing> = { id: 'runs', title: 'Runs', min: 130, grow: 1, cell: (point) => <Numbers at={at} point={point} /> };
  if (narrow) return [place, value];
  const interval: Column<Standing> = { id: 'interval', title: 'Values', min: 136, cell: (point) => <Values point={point} ends={ends} /> };
  const parameters = facts.varied.map((name): Column<Standing> => ({ id: columnOf(name), title: name, min: 96, grow: 1, numeric: true, cell: ({ point }) => shown(point[name]) }));
  return [place, value, interval, runs, ...parameters];
}

function Numbers({ at, point: { results } }: { at: SweepPath; point: Standing }) {
  return (
    <span className={styles.numbers}>
      {results.map(({ run, number }) => (
        <Link key={run} tabIndex={-1} href={formatPlace({ screen: 'run', of: at, run })}>
          {number}
        </Link>
      ))}
    </span>
  );
}

function Race({ point: { leads, behind, mean, keeps } }: { point: Standing }) {
  if (leads) return <span className={styles.leads}>leads</span>;
  if (!keeps) return <span className={styles.faint}>breaks a limit</span>;
  return <span className={styles.faint}>{mean === null || behind ? 'behind' : 'may be as good'}</span>;
}

function Values({ point: { mean, half_width, results }, ends }: { point: Standing; ends: readonly [number, number] }) {
  if (mean === null) return null;
  const values = results.flatMap(({ value }) => value ?? []);
  return <Interval mean={mean} halfWidth={half_width} values={values} ends={ends} label={`values ${values.map(shown).join(', ')}`} />;
}

/** A scale for the points that may be the best, and as much again: those far behind would leave no room for a difference. */
export function scaleOf(standings: readonly Standing[]): readonly [number, number] {
  const open = standings.filter(({ behind }) => !behind);
  const seen = open.flatMap(({ mean, half_width, results }) => (mean === null ? [] : [mean - (half_width ?? 0), mean + (half_width ?? 0), ...results.flatMap(({ value }) => value ?? [])]));
  const [low, high] = extent(seen) ?? [0, 1];
  const room = (high - low) / 2 || Math.abs(high) || 1;
  return [low - room, high + room];
}

function idOf({ results }: Standing): string {
  return results[0]?.run ?? '';
}
