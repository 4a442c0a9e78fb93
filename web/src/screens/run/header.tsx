/** Which run this is, how it is, and its neighbours. */
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { runNumberedQuery, type RunPath, type SweepPath } from '../../api/queries';
import type { Run, Sweep } from '../../api/records';
import { moment, number } from '../../base/format';
import { formatPlace } from '../../base/place';
import { reason } from '../../base/reasons';
import { Age, Lasting } from '../../widgets/age';
import { StateBadge } from '../../widgets/badge';
import { Button } from '../../widgets/button';
import { useShortcut } from '../../widgets/keys';
import { go, Link } from '../../widgets/navigation';
import styles from './header.module.css';
import { Kill } from './kill';
import { nameOf } from './words';

export function Header({ at, run, sweep }: { at: RunPath; run: Run; sweep: Sweep | undefined }) {
  return (
    <header className={styles.header}>
      <div className={styles.top}>
        <h1>{nameOf(run)}</h1>
        <StateBadge state={run.state} />
        <span className={styles.reason}>{run.state === 'failed' ? '' : reason(run)}</span>
        <div className={styles.actions}>
          {run.sweep !== null && run.number !== null && <Neighbours at={{ ...at, sweep: run.sweep }} number={run.number} last={lastOf(sweep)} />}
          <Kill at={at} run={run} />
        </div>
      </div>
      <dl className={styles.facts}>
        {run.value !== null && <Fact name={`best ${sweep?.metric?.name ?? 'value'}`}>{number(run.value)}</Fact>}
        {run.sweep !== null && (
          <Fact name="sweep">
            <Link href={formatPlace({ screen: 'sweep', of: at, sweep: run.sweep })}>{sweep?.name ?? run.sweep}</Link>
          </Fact>
        )}
        {(sweep?.space_version ?? 1) > 1 && run.space_version !== null && (
          <Fact name="version">
            {run.space_version}
            {!run.inside && ', outside the present space'}
          </Fact>
        )}
        <Fact name="attempt">{run.attempt}</Fact>
        {run.state === 'queued' && run.priority !== 0 && <Fact name="priority">{run.priority}</Fact>}
        {run.host !== null && <Fact name="host">{run.host}</Fact>}
        {run.agent !== null && <Fact name="agent">{run.agent}</Fact>}
        <Fact name={run.started_at === null ? 'created' : 'started'}>
          <Age at={run.started_at ?? run.created_at} />
        </Fact>
        <Fact name={run.ended_at === null && run.started_at !== null ? 'running for' : 'took'}>
          <Lasting from={run.started_at} to={run.ended_at} />
        </Fact>
        {run.ended_at !== null && <Fact name="ended">{moment(run.ended_at)}</Fact>}
        {run.exit_code !== null && <Fact name="exit code">{run.exit_code}</Fact>}
        {run.tags.length > 0 && <Fact name="tags">{run.tags.join(', ')}</Fact>}
      </dl>
    </header>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The number of a sweep's last run: runs are numbered from 1, and none is missing. */
function lastOf(sweep: Sweep | undefined): number {
  return sweep === undefined ? 0 : Object.values(sweep.counts).reduce((sum, count) => sum + count, 0);
}

function Neighbours({ at, number: here, last }: { at: SweepPath; number: number; last: number }) {
  return (
    <>
      <Neighbour at={at} number={here - 1} last={last} toKey="[" label="← Previous" does="the run before" />
      <Neighbour at={at} number={here + 1} last={last} toKey="]" label="Next →" does="the next run" />
    </>
  );
}

interface NeighbourProps {
  readonly at: SweepPath;
  readonly number: number;
  readonly last: number;
  readonly toKey: string;
  readonly label: string;
  readonly does: string;
}

function Neighbour({ at, number: wanted, last, toKey, label, does }: NeighbourProps) {
  const neighbour = useQuery({ ...runNumberedQuery(at, wanted), enabled: 0 < wanted && wanted <= last });
  const id = neighbour.data?.id;
  const { entity, project } = at;
  const open = useCallback(() => {
    if (id !== undefined) go(formatPlace({ screen: 'run', of: { entity, project }, run: id }));
  }, [entity, project, id]);
  useShortcut(toKey, does, open);
  return (
    <Button className={styles.neighbour ?? ''} aria-disabled={id === undefined} title={id === undefined ? `There is no run ${wanted}` : `Run ${wanted} (${toKey})`} onClick={open}>
      {label}
    </Button>
  );
}
