import type { ProjectPath } from '../../base/place';
import { Code } from '../../widgets/copy';
import styles from './sweeps.module.css';

const LINES = ['besom init', 'besom sweep sweep.yaml', 'besom agent SWEEP_ID'].join('\n');

/** What to do where there is no sweep yet. */
export function FirstSweep({ of }: { of: ProjectPath | null }) {
  return (
    <section className={styles.first}>
      <h1>No sweep yet{of === null ? '' : ` in ${of.project}`}</h1>
      <p>In the folder of your training script, with a sweep file that names its parameters:</p>
      <Code text={LINES} />
      <p>The second line prints the ID for the third. The sweep appears here as soon as it is made.</p>
      <p>Nothing to tune at hand? This makes a sweep of a small network and runs it:</p>
      <Code text="besom demo" />
    </section>
  );
}
