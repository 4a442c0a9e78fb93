/** The best run: its value, how far it is ahead, its parameters, and its command to take away. */
import type { SweepPath } from '../../api/queries';
import type { Run } from '../../api/records';
import { shellLine, yamlLines } from '../../base/copies';
import { number, value as shown } from '../../base/format';
import { formatPlace } from '../../base/place';
import { CopyButton, Words } from '../../widgets/copy';
import { Link } from '../../widgets/navigation';
import { Empty, Panel } from '../../widgets/panel';
import styles from './best.module.css';
import { behind, pointOf, ranking, type Facts } from './facts';
import { useHotSetter } from './hot';

interface Props {
  readonly at: SweepPath;
  readonly facts: Facts;
  readonly runs: readonly Run[];
}

export function BestPanel(props: Props) {
  return (
    <Panel title="Best run">
      <Best {...props} />
    </Panel>
  );
}

function Best({ at, facts, runs }: Props) {
  const setHot = useHotSetter();
  const [best, second] = ranking(runs, facts);
  if (facts.metric === null) {
    return <Empty title="No metric, so no best run">The sweep file names none: add a metric to see which run is the best.</Empty>;
  }
  if (best === undefined) return <Empty title={`No run has logged ${facts.metric}`}>The best that does stands here.</Empty>;
  const point = pointOf(best, facts);
  return (
    <div
      className={styles.best}
      onPointerEnter={() => {
        setHot(best.id);
      }}
      onPointerLeave={() => {
        setHot(null);
      }}
    >
      <div className={styles.head}>
        <strong className={styles.value}>{number(best.value ?? NaN)}</strong>
        <div>
          <span>
            {facts.metric}, <Link href={formatPlace({ screen: 'run', of: at, run: best.id })}>run {best.number}</Link>
          </span>
          <span className={styles.lead}>{lead(best, second, facts)}</span>
        </div>
      </div>
      <dl className={styles.point}>
        {Object.entries(point).map(([name, value]) => (
          <div key={name} data-constant={name in facts.constant ? '' : undefined}>
            <dt title={name}>{name}</dt>
            <dd title={typeof value === 'number' ? String(value) : undefined}>{shown(value)}</dd>
          </div>
        ))}
      </dl>
      {best.command.length > 0 && (
        <pre className={styles.command} tabIndex={0} aria-label="Command of the best run">
          <Words text={shellLine(best.command)} />
        </pre>
      )}
      <div className={styles.copies}>
        {best.command.length > 0 && <CopyButton label="Command" text={shellLine(best.command)} />}
        <CopyButton label="YAML" text={yamlLines(point)} />
        <CopyButton label="JSON" text={JSON.stringify(point, null, 2)} />
      </div>
    </div>
  );
}

/** How far the best run is ahead of the next. */
export function lead(best: Run, second: Run | undefined, { goal }: Facts): string {
  if (second === undefined) return best.state === 'running' ? 'so far the only one' : 'the only one with a value';
  const far = behind(second.value, best.value, goal);
  const next = `run ${shown(second.number)}`;
  if (second.value === best.value) return `${next} is as good`;
  if (far === null || far >= 1000) return `next best ${next} with ${number(second.value ?? NaN)}`;
  return `next best ${next}, ${number(Number(far.toPrecision(2)))} % behind`;
}
