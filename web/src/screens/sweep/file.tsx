/** The sweep's file, as it was sent. */
import type { Sweep } from '../../api/records';
import { CopyButton } from '../../widgets/copy';
import { Panel } from '../../widgets/panel';
import styles from './file.module.css';

export function FilePanel({ sweep }: { sweep: Sweep }) {
  return (
    <Panel title="Sweep file" note={`seed ${sweep.seed}`} actions={<CopyButton text={sweep.source} />}>
      <pre className={styles.source} tabIndex={0} aria-label="Sweep file">
        {sweep.source}
      </pre>
    </Panel>
  );
}
