/** Banners above the charts: what is missing, what is wrong, how it ended. */
import { useQuery } from '@tanstack/react-query';
import { logQuery, type SweepPath } from '../../api/queries';
import type { Run, Sweep } from '../../api/records';
import { plain } from '../../base/ansi';
import { formatPlace } from '../../base/place';
import { Lasting } from '../../widgets/age';
import { StateShape } from '../../widgets/badge';
import { Boundary } from '../../widgets/boundary';
import { Button } from '../../widgets/button';
import { Code } from '../../widgets/copy';
import { Link } from '../../widgets/navigation';
import { Notice } from '../../widgets/notice';
import type { Facts } from './facts';
import { situations, type Situation } from './situation';

interface Props {
  readonly at: SweepPath;
  readonly sweep: Sweep;
  readonly runs: readonly Run[];
  readonly facts: Facts;
  readonly onMetric: (metric: string) => void;
}

export function Notices(props: Props) {
  return (
    <Boundary>
      <All {...props} />
    </Boundary>
  );
}

function All({ at, sweep, runs, facts, onMetric }: Props) {
  return (
    <>
      {sweep.warnings.length > 0 && (
        <Notice kind="warning" title="The sweep file can be read in two ways">
          {sweep.warnings.map((warning) => (
            <p key={warning}>{warning}</p>
          ))}
        </Notice>
      )}
      {situations(sweep, runs, facts).map((situation) => (
        <One key={situation.kind} at={at} situation={situation} onMetric={onMetric} />
      ))}
    </>
  );
}

function One({ at, situation, onMetric }: { at: SweepPath; situation: Situation; onMetric: Props['onMetric'] }) {
  switch (situation.kind) {
    case 'no agent':
      return (
        <Notice kind="warning" title={situation.title}>
          {situation.detail !== null && <p>{situation.detail}</p>}
          <Code text={`besom agent ${at.sweep}`} />
          <p>
            In the folder of the script, on this machine or any other. Add <code>-j 4</code> for four runs at a time.
          </p>
        </Notice>
      );
    case 'first run':
      return <FirstRun at={at} run={situation.run} metrics={situation.metrics} />;
    case 'metric missing':
      return <MetricMissing {...situation} onMetric={onMetric} />;
    case 'over':
      return (
        <Notice kind="good" title={situation.title} icon={<StateShape state="finished" />} inline>
          {situation.sentences.join(' ')}
        </Notice>
      );
  }
}

function MetricMissing({ metric, logged, near, onMetric }: Situation & { kind: 'metric missing' } & Pick<Props, 'onMetric'>) {
  const instead = near.length > 0 ? near : logged.slice(0, 3);
  return (
    <Notice kind="error" title={`No run has logged ${metric}`}>
      <p>
        {logged.length === 0
          ? 'Finished runs have logged nothing at all: does the script call besom.log?'
          : `Logged so far: ${logged.join(', ')}. The search and the stopping rule need the metric that the sweep file names.`}
      </p>
      {instead.length > 0 && (
        <p>
          To search by another, put <code>metric: {'{'}name: {instead[0]}{'}'}</code> into the sweep file and make a new sweep.
        </p>
      )}
      {instead.map((name) => (
        <Button
          key={name}
          onClick={() => {
            onMetric(name);
          }}
        >
          Show {name} instead
        </Button>
      ))}
    </Notice>
  );
}

/** How often the first run's last line is asked for, in milliseconds: lines are told only to those who look at the run. */
const LINE_EVERY = 2000;

function FirstRun({ at, run, metrics }: { at: SweepPath; run: Run; metrics: readonly string[] }) {
  const log = useQuery({ ...logQuery({ ...at, run: run.id }), refetchInterval: LINE_EVERY });
  const last = log.data?.lines.findLast((line) => plain(line).trim() !== '');
  return (
    <Notice kind="note" title="The first run is on its way">
      <p>
        <Link href={formatPlace({ screen: 'run', of: at, run: run.id })}>Run {run.number}</Link> is running for <Lasting from={run.started_at} to={null} />.{' '}
        {metrics.length === 0 ? 'It has logged no metric yet.' : `Logged so far: ${metrics.join(', ')}.`}
      </p>
      {last !== undefined && <pre>{plain(last)}</pre>}
    </Notice>
  );
}
