/** One run: what it tried, how it went, and why it ended. */
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiError } from '../../api/client';
import { runQuery, sweepQuery, type RunPath } from '../../api/queries';
import type { Run } from '../../api/records';
import { formatPlace } from '../../base/place';
import { Boundary } from '../../widgets/boundary';
import { Loaded } from '../../widgets/loaded';
import { Link } from '../../widgets/navigation';
import { Empty } from '../../widgets/panel';
import { Skeleton } from '../../widgets/skeleton';
import { CurvesPanel } from './curves';
import { Header } from './header';
import { LogPanel } from './log';
import styles from './run.module.css';
import { StoryPanel } from './story';
import { ValuesPanel } from './values';
import { nameOf } from './words';

export function RunScreen({ at }: { at: RunPath }) {
  const run = useQuery(runQuery(at));
  const name = run.data === undefined ? at.run : nameOf(run.data);
  useEffect(() => {
    document.title = `${name} · besom`;
  }, [name]);
  if (run.error instanceof ApiError && run.error.status === 404) {
    return (
      <Empty title={`There is no run ${at.run} in ${at.entity}/${at.project}`}>
        <p>It may have been deleted with its sweep, or your key may not see it.</p>
        <Link href={formatPlace({ screen: 'sweeps', of: at })}>The sweeps of {at.project}</Link>
      </Empty>
    );
  }
  return (
    <Loaded query={run} what="the run" skeleton={<Skeleton lines={12} height={60} />}>
      {(found) => <Parts at={at} run={found} />}
    </Loaded>
  );
}

/** How often the sweep is looked at for a new best run, in milliseconds: a run's stream tells nothing of others. */
const SWEEP_EVERY = 10_000;

function Parts({ at, run }: { at: RunPath; run: Run }) {
  const sweep = useQuery({
    ...sweepQuery({ ...at, sweep: run.sweep ?? '' }),
    enabled: run.sweep !== null,
    refetchInterval: run.state === 'running' ? SWEEP_EVERY : false,
  }).data;
  return (
    <>
      <Boundary>
        <Header at={at} run={run} sweep={sweep} />
      </Boundary>
      <div className={styles.grid}>
        <div className={styles.story}>
          <StoryPanel at={at} run={run} />
        </div>
        <div className={styles.values}>
          <ValuesPanel at={at} run={run} sweep={sweep} />
        </div>
        <div className={styles.whole}>
          <CurvesPanel at={at} run={run} sweep={sweep} />
        </div>
        <div className={styles.whole}>
          <LogPanel at={at} run={run} />
        </div>
      </div>
    </>
  );
}
