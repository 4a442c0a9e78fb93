/** Whether the page hears the server, and what it says when it does not. */
import { lastHeard, retryNow, useConnection } from '../api/live';
import { clock } from '../base/format';
import { Button } from './button';
import styles from './live.module.css';
import { useNow } from './now';

/** A dot and a word; how long ago the server was heard stands beside it. */
export function LiveDot() {
  const connection = useConnection();
  if (connection.kind === 'live') return <Live />;
  return (
    <span className={styles.live} data-kind={connection.kind}>
      <span className={styles.dot} />
      {WORDS[connection.kind]}
    </span>
  );
}

const WORDS = { connecting: 'connecting', offline: 'offline', refused: 'not live' };

function Live() {
  const silent = Math.max(0, Math.round(useNow() - lastHeard()));
  return (
    <span className={styles.live} data-kind="live" title="The server was last heard that long ago; changes come by themselves.">
      <span className={styles.dot} />
      live <span className={styles.ago}>{silent} s ago</span>
    </span>
  );
}

/** While the server is away: since when, and when it is tried again. What is shown stays. */
export function OfflineBar() {
  const connection = useConnection();
  const now = useNow();
  if (connection.kind !== 'offline') return null;
  const seconds = Math.max(0, Math.ceil(connection.retryAt - now));
  return (
    <div className={styles.bar} role="status">
      <span>
        <strong>Offline since {clock(connection.since)}</strong>, <span aria-hidden="true">{trying(seconds)}</span>. What you see is the
        last that was known.
      </span>
      <Button onClick={retryNow}>Try now</Button>
    </div>
  );
}

function trying(seconds: number): string {
  return seconds === 0 ? 'trying now' : `trying again in ${seconds} s`;
}
