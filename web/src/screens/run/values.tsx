/** The run's values, beside those of the best run. */
import { useQuery } from '@tanstack/react-query';
import { runQuery, type RunPath } from '../../api/queries';
import type { Run, Sweep } from '../../api/records';
import { yamlLines } from '../../base/copies';
import { flat } from '../../base/flat';
import { value as shown } from '../../base/format';
import { formatPlace } from '../../base/place';
import { CopyButton } from '../../widgets/copy';
import { Link } from '../../widgets/navigation';
import { Empty, Panel } from '../../widgets/panel';
import styles from './values.module.css';

export function ValuesPanel({ at, run, sweep }: { at: RunPath; run: Run; sweep: Sweep | undefined }) {
  const bestId = sweep?.best?.run;
  const isBest = bestId === run.id;
  return (
    <Panel
      title="Parameters"
      {...(isBest ? { note: 'this is the best run' } : {})}
      actions={
        <>
          <CopyButton label="YAML" text={yamlLines(run.config)} />
          <CopyButton label="JSON" text={JSON.stringify(run.config, null, 2)} />
        </>
      }
    >
      {Object.keys(run.config).length === 0 ? (
        <Empty title="No parameters">The script has told none.</Empty>
      ) : (
        <Values at={at} run={run} bestId={isBest ? undefined : bestId} />
      )}
    </Panel>
  );
}

function Values({ at, run, bestId }: { at: RunPath; run: Run; bestId: string | undefined }) {
  const best = useQuery({ ...runQuery({ ...at, run: bestId ?? '' }), enabled: bestId !== undefined }).data;
  const ofBest = best === undefined ? undefined : flat(best.config);
  return (
    <div className={styles.values}>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span className={styles.unseen}>Name</span>
            </th>
            <th scope="col">this run</th>
            {best !== undefined && (
              <th scope="col">
                best, <Link href={formatPlace({ screen: 'run', of: at, run: best.id })}>run {best.number}</Link>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {Object.entries(flat(run.config)).map(([name, value]) => {
            const differs = ofBest !== undefined && JSON.stringify(value) !== JSON.stringify(ofBest[name]);
            return (
              <tr key={name} data-differs={differs ? '' : undefined}>
                <th scope="row">{name}</th>
                <Cell value={value} />
                {ofBest !== undefined && (differs ? <Cell value={ofBest[name]} /> : <td className={styles.same}>same</td>)}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ value }: { value: unknown }) {
  return <td title={typeof value === 'number' ? String(value) : undefined}>{value === undefined ? '–' : shown(value)}</td>;
}
