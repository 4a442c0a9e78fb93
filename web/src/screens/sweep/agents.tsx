/** Who runs the sweep: where each agent is, whether it is heard, and what it has in hand. */
import { useQuery } from '@tanstack/react-query';
import { agentsQuery, type SweepPath } from '../../api/queries';
import type { Agent } from '../../api/records';
import { counted } from '../../base/format';
import { formatPlace } from '../../base/place';
import { Age } from '../../widgets/age';
import { StateShape } from '../../widgets/badge';
import { CopyButton } from '../../widgets/copy';
import { Loaded } from '../../widgets/loaded';
import { Link } from '../../widgets/navigation';
import { Empty, Panel } from '../../widgets/panel';
import styles from './agents.module.css';

interface Props {
  readonly at: SweepPath;
  /** How many are alive. */
  readonly alive: number;
}

/** How often agents are asked for while some are alive, in milliseconds: the stream tells only how many there are. */
const EVERY = 5000;

export function AgentsPanel({ at, alive }: Props) {
  const agents = useQuery({ ...agentsQuery(at), refetchInterval: alive > 0 ? EVERY : false });
  return (
    <Panel title="Agents" actions={<CopyButton label="besom agent" text={`besom agent ${at.sweep}`} />}>
      <Loaded query={agents} what="the agents">
        {(all) =>
          all.length === 0 ? (
            <Empty title="No agent yet">Each that asks for a run stands here, with where it is.</Empty>
          ) : (
            <ul className={styles.agents}>
              {all.map((agent) => (
                <li key={agent.id}>
                  <One at={at} agent={agent} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

function One({ at, agent: { id, host, workers, alive, last_seen, runs, ended_at } }: { at: SweepPath; agent: Agent }) {
  return (
    <>
      <span className={styles.host}>
        <StateShape state={alive ? 'running' : ended_at === null ? 'crashed' : 'finished'} />
        <strong>{host}</strong> <span className={styles.faint}>{id}</span>
      </span>
      <span>{counted(workers, 'worker')}</span>
      <span className={styles.runs}>
        {runs.map(({ run, number }) => (
          <Link key={run} href={formatPlace({ screen: 'run', of: at, run })}>
            run {number}
          </Link>
        ))}
      </span>
      <span className={styles.faint}>
        {alive ? 'alive' : ended_at === null ? 'not heard any more' : 'left'}
        {last_seen !== null && (
          <>
            , heard <Age at={last_seen} />
          </>
        )}
      </span>
    </>
  );
}
