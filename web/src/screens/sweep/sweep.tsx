/** One sweep with all its runs. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { ApiError } from '../../api/client';
import { runsQuery, standingsQuery, sweepCurvesQuery, sweepQuery, type SweepPath } from '../../api/queries';
import type { Run, Standing, Sweep } from '../../api/records';
import { formatPlace } from '../../base/place';
import { Boundary } from '../../widgets/boundary';
import { Loaded } from '../../widgets/loaded';
import { Link, useView } from '../../widgets/navigation';
import { Empty } from '../../widgets/panel';
import { AgentsPanel } from './agents';
import { BestPanel, BestPointPanel } from './best';
import { CurvesPanel } from './curves';
import { factsOf, loggedMetrics, metricToDraw } from './facts';
import { FailuresPanel } from './failures';
import { FilePanel } from './file';
import { FilterBar } from './filter-bar';
import { Header } from './header';
import { HotContext, newHot } from './hot';
import { Notices } from './notices';
import { OverRunsPanel } from './over-runs';
import { ParallelPanel } from './parallel';
import { PointsPanel } from './points';
import { PredictionsPanel } from './predictions';
import { RunsPanel } from './runs';
import { select } from './selection';
import { SweepSkeleton } from './skeleton';
import styles from './sweep.module.css';
import { TradeoffPanel } from './tradeoff';

export function SweepScreen({ at }: { at: SweepPath }) {
  const sweep = useQuery(sweepQuery(at));
  const runs = useQuery(runsQuery(at));
  const name = sweep.data?.name ?? at.sweep;
  useEffect(() => {
    document.title = `${name} · besom`;
  }, [name]);
  if (sweep.error instanceof ApiError && sweep.error.status === 404) {
    return (
      <Empty title={`There is no sweep ${at.sweep} in ${at.entity}/${at.project}`}>
        <p>It may have been deleted, or your key may not see it.</p>
        <Link href={formatPlace({ screen: 'sweeps', of: at })}>The sweeps of {at.project}</Link>
      </Empty>
    );
  }
  return (
    <Loaded query={sweep} what="the sweep" skeleton={<SweepSkeleton />}>
      {(found) => (
        <>
          <Boundary>
            <Header at={at} sweep={found} />
          </Boundary>
          <Loaded query={runs} what="the runs" skeleton={<SweepSkeleton bare />}>
            {(list) => <Runs at={at} sweep={found} runs={list} />}
          </Loaded>
        </>
      )}
    </Loaded>
  );
}

const NO_CURVES = new Map<string, never>();
const NO_STANDINGS: readonly Standing[] = [];

function Runs({ at, sweep, runs }: { at: SweepPath; sweep: Sweep; runs: readonly Run[] }) {
  const [hot] = useState(newHot);
  const [view, change] = useView();
  const facts = useMemo(() => factsOf(sweep), [sweep]);
  const metrics = useMemo(() => loggedMetrics(runs, facts), [runs, facts]);
  const selection = useMemo(() => select(runs, view, facts, metrics), [runs, view, facts, metrics]);
  const metric = view.metric ?? metricToDraw(facts, metrics);
  const curves = useQuery({ ...sweepCurvesQuery(at, metric ?? '', metric === facts.metric), enabled: metric !== null });
  const byRun = useMemo(() => (curves.data === undefined ? NO_CURVES : new Map(curves.data.map((curve) => [curve.run, curve]))), [curves.data]);
  const pinned = useMemo(() => view.pin.flatMap((number) => runs.find((run) => run.number === number)?.id ?? []), [view.pin, runs]);
  const pin = useCallback(
    (id: string) => {
      const number = runs.find((run) => run.id === id)?.number ?? null;
      if (number !== null) change({ pin: view.pin.includes(number) ? view.pin.filter((each) => each !== number) : [...view.pin, number] });
    },
    [runs, view.pin, change],
  );
  const repeated = facts.metric !== null && facts.seed !== null;
  const standings = useQuery({ ...standingsQuery(at), enabled: repeated }).data ?? NO_STANDINGS;
  const { matching, brushable } = selection;
  const shared = { at, facts, runs, matching, view, change, pinned, onPin: pin };
  return (
    <HotContext value={hot}>
      <Notices
        at={at}
        sweep={sweep}
        runs={runs}
        facts={facts}
        onMetric={(name) => {
          change({ metric: name, zoom: null });
        }}
      />
      <FilterBar {...{ view, change, facts, selection }} total={runs.length} />
      <div className={styles.grid}>
        <div className={styles.whole}>
          <TradeoffPanel {...shared} front={sweep.front} />
        </div>
        <div className={styles.best}>
          {repeated ? <BestPointPanel {...{ at, facts, runs, standings }} /> : <BestPanel at={at} facts={facts} runs={runs} />}
        </div>
        <div className={styles.curves}>
          <CurvesPanel {...shared} metrics={metrics} metric={metric} stops={(sweep.document.early_terminate ?? null) !== null} />
        </div>
        <div className={styles.over}>
          <OverRunsPanel {...shared} />
        </div>
        <div className={styles.parallel}>
          <ParallelPanel {...shared} brushable={brushable} />
        </div>
        <div className={styles.whole}>
          <PredictionsPanel {...shared} />
        </div>
        {repeated && (
          <div className={styles.whole}>
            <PointsPanel {...{ at, facts, standings }} />
          </div>
        )}
        <div className={styles.whole}>
          <RunsPanel {...shared} best={repeated ? null : (sweep.best?.value ?? null)} front={sweep.front} curves={byRun} />
        </div>
        <div className={styles.whole}>
          <FailuresPanel at={at} facts={facts} runs={runs} />
        </div>
        <div className={styles.agents}>
          <AgentsPanel at={at} alive={sweep.agents} />
        </div>
        <div className={styles.file}>
          <FilePanel sweep={sweep} />
        </div>
      </div>
    </HotContext>
  );
}
