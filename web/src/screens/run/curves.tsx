/** The run's curves, one for each metric that it has logged. */
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { limitsQuery, runCurvesQuery, type RunPath } from '../../api/queries';
import type { Curve, Run, Sweep } from '../../api/records';
import { number } from '../../base/format';
import { goalOf } from '../../base/goals';
import { unpack } from '../../base/series';
import type { View, Zoom } from '../../base/view';
import { CurvesChart } from '../../charts/curves';
import { Boundary } from '../../widgets/boundary';
import { Button } from '../../widgets/button';
import { CurveControls } from '../../widgets/curve-controls';
import { Loaded } from '../../widgets/loaded';
import { type ChangeView, useView } from '../../widgets/navigation';
import { Empty, Panel } from '../../widgets/panel';
import { Skeleton } from '../../widgets/skeleton';
import styles from './curves.module.css';

const HEIGHT = 220;
/** How often a running run's limits are asked for, in milliseconds: other runs move them. */
const LIMITS_EVERY = 3000;

interface Props {
  readonly at: RunPath;
  readonly run: Run;
  readonly sweep: Sweep | undefined;
}

export function CurvesPanel(props: Props) {
  const [view, change] = useView();
  return (
    <Panel title="Curves" actions={<CurveControls view={view} change={change} />}>
      <Charts {...props} view={view} change={change} />
    </Panel>
  );
}

/** Charts drawn at once: a script may log hundreds of metrics. */
const MOST = 12;

interface ChartsProps extends Props {
  readonly view: View;
  readonly change: ChangeView;
}

function Charts({ at, run, sweep, view, change }: ChartsProps) {
  const [all, setAll] = useState(false);
  const curves = useQuery(runCurvesQuery(at));
  const metric = sweep?.metric?.name ?? null;
  return (
    <Loaded query={curves} what="the curves" skeleton={<Skeleton lines={1} height={HEIGHT} />}>
      {(found) => {
        if (found.length === 0) return <NoCurves run={run} metric={metric} />;
        const ordered = [...found].sort((a, b) => Number(b.metric === metric) - Number(a.metric === metric) || a.metric.localeCompare(b.metric));
        return (
          <>
            <div className={styles.charts}>
              {ordered.slice(0, all ? ordered.length : MOST).map((curve) => (
                <Boundary key={curve.metric}>
                  <Chart curve={curve} run={run} sweep={curve.metric === metric ? sweep : undefined} view={view} change={change} />
                </Boundary>
              ))}
            </div>
            {!all && ordered.length > MOST && (
              <Button
                onClick={() => {
                  setAll(true);
                }}
              >
                Show all {ordered.length} metrics
              </Button>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function NoCurves({ run: { state }, metric }: { run: Run; metric: string | null }) {
  if (state === 'queued') return <Empty title="No curves yet">The run waits for an agent.</Empty>;
  if (state === 'running') return <Empty title="No curves yet">{metric === null ? 'The first values appear at once.' : `The first value of ${metric} appears at once.`}</Empty>;
  return <Empty title="It has logged no metric">Values come by besom.log in the script.</Empty>;
}

interface ChartProps {
  readonly curve: Curve;
  readonly run: Run;
  /** Where the metric is the sweep's own. */
  readonly sweep: Sweep | undefined;
  readonly view: View;
  readonly change: ChangeView;
}

const NOBODY: readonly string[] = [];
const nothing = (): void => {};

function Chart({ curve, run, sweep, view, change }: ChartProps) {
  const stops = (sweep?.document.early_terminate ?? null) !== null;
  const path = { entity: sweep?.entity ?? '', project: sweep?.project ?? '', sweep: sweep?.id ?? '' };
  const limits = useQuery({ ...limitsQuery(path), enabled: stops && run.stop === null, refetchInterval: run.state === 'running' ? LIMITS_EVERY : false }).data;
  const curves = useMemo(() => [curve], [curve]);
  const states = useMemo(() => new Map([[run.id, run.state]]), [run.id, run.state]);
  const stop = useMemo(() => (sweep === undefined || run.stop === null || run.stop.by.length === 0 ? null : { age: run.stop.band ?? run.stop.age, limit: unpack(run.stop.limit) }), [sweep, run.stop]);
  const [hot, setHot] = useState<string | null>(null);
  const zoom = useMemo(() => along(view.zoom), [view.zoom]);
  return (
    <div className={styles.chart}>
      <h3>
        {curve.metric} <span>{number(unpack(curve.values.at(-1) ?? NaN))}</span>
      </h3>
      <CurvesChart
        metric={curve.metric}
        goal={sweep?.metric?.goal ?? goalOf(curve.metric)}
        {...{ curves, states, stop, hot, zoom }}
        // What stopped it were the limits of then; those of now would only confuse.
        limits={run.stop === null ? limits : undefined}
        x={view.x}
        y={view.y}
        smoothing={view.smooth}
        height={HEIGHT}
        pinned={NOBODY}
        onHover={setHot}
        onPin={nothing}
        onZoom={(next) => {
          change({ zoom: along(next) });
        }}
      />
    </div>
  );
}

/** What all charts share of a zoom: they differ in height. */
function along(zoom: Zoom | null): Zoom | null {
  const x = zoom?.x ?? null;
  return x === null ? null : { x, y: null };
}
