/** Failed runs by what they died of. */
import { useMemo } from 'react';
import type { SweepPath } from '../../api/queries';
import type { Run } from '../../api/records';
import { failures } from '../../base/failures';
import { formatPlace } from '../../base/place';
import { Link } from '../../widgets/navigation';
import { Panel } from '../../widgets/panel';
import type { Facts } from './facts';
import styles from './failures.module.css';

interface Props {
  readonly at: SweepPath;
  readonly facts: Facts;
  readonly runs: readonly Run[];
}

/** Runs named of each kind. */
const NAMED = 8;

/** Nothing at all where nothing failed. */
export function FailuresPanel(props: Props) {
  const failed = props.runs.filter(({ state }) => state === 'failed' || state === 'crashed').length;
  if (failed === 0) return null;
  return (
    <Panel title="Failures" note={`${failed} of ${props.runs.length} runs`}>
      <Groups {...props} />
    </Panel>
  );
}

function Groups({ at, facts, runs }: Props) {
  const groups = useMemo(() => failures(runs, facts.varied), [runs, facts]);
  return (
    <ul className={styles.groups}>
      {groups.map(({ line, runs: group, pattern }) => (
        <li key={line}>
          <p>
            <strong>{group.length} ×</strong> <code>{line}</code>
          </p>
          {pattern !== null && <p className={styles.pattern}>{pattern}</p>}
          <p className={styles.runs}>
            {group.slice(0, NAMED).map((run) => (
              <Link key={run.id} href={formatPlace({ screen: 'run', of: at, run: run.id })}>
                run {run.number}
              </Link>
            ))}
            {group.length > NAMED && <span>and {group.length - NAMED} more</span>}
          </p>
        </li>
      ))}
    </ul>
  );
}
