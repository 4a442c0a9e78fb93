/** What became of the run, how it was chosen, and how to do it again. */
import { useQuery } from '@tanstack/react-query';
import { whyQuery, type RunPath } from '../../api/queries';
import type { Run, Why } from '../../api/records';
import { plain } from '../../base/ansi';
import { shellLine } from '../../base/copies';
import { formatPlace } from '../../base/place';
import { formatView, PLAIN } from '../../base/view';
import { PredictionPicture } from '../../charts/prediction';
import { Code } from '../../widgets/copy';
import { Loaded } from '../../widgets/loaded';
import { Link } from '../../widgets/navigation';
import { Panel } from '../../widgets/panel';
import { Skeleton } from '../../widgets/skeleton';
import styles from './story.module.css';
import { sentencesOf } from './words';

export function StoryPanel({ at, run }: { at: RunPath; run: Run }) {
  const why = useQuery(whyQuery(at));
  return (
    <Panel title={run.state === 'queued' || run.state === 'running' ? 'How it is' : 'What became of it'}>
      <div className={styles.story}>
        <Loaded query={why} what="the reasons" skeleton={<Skeleton lines={2} height={22} />}>
          {(found) => (
            <p>
              {sentencesOf(found.sentences).join(' ')} <Compare at={at} run={run} />
            </p>
          )}
        </Loaded>
        {isError(run) && (
          <pre className={styles.error} tabIndex={0} aria-label="The last lines it printed">
            {tail(run.error ?? '')}
          </pre>
        )}
        {why.data !== undefined && <Chosen why={why.data} />}
        {run.command.length > 0 && (
          <>
            <h3>Command</h3>
            <Code text={shellLine(run.command)} />
          </>
        )}
        {run.notes !== '' && (
          <>
            <h3>Notes</h3>
            <p className={styles.notes}>{run.notes}</p>
          </>
        )}
      </div>
    </Panel>
  );
}

/** How its point was chosen, and of each metric what was expected beside what came out. */
function Chosen({ why: { state, chosen = [], predictions = [] } }: { why: Why }) {
  if (chosen.length === 0) return null;
  return (
    <>
      <h3>How it was chosen</h3>
      <p>{sentencesOf(chosen).join(' ')}</p>
      {predictions.map((prediction) => (
        <PredictionPicture key={prediction.metric} {...prediction} state={state} />
      ))}
    </>
  );
}

/** The run beside those that set its limit, in the sweep's charts. */
function Compare({ at, run: { sweep, stop, number } }: { at: RunPath; run: Run }) {
  if (sweep === null || stop === null || number === null || stop.by.length === 0) return null;
  const query = formatView({ ...PLAIN, pin: [number, ...stop.by] });
  return <Link href={`${formatPlace({ screen: 'sweep', of: at, sweep })}?${query}`}>See them side by side</Link>;
}

function isError({ state, error }: Run): boolean {
  return (state === 'failed' || state === 'crashed') && error !== null && error.trim() !== '';
}

/** Lines of an error that are worth the room: the log has the rest. */
const TAIL = 14;

function tail(error: string): string {
  return error.trimEnd().split('\n').slice(-TAIL).map(plain).join('\n');
}
