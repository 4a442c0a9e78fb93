/** The best run: its value, how far it is ahead, its parameters, and its command to take away. */
import type { ReactNode } from 'react';
import type { SweepPath } from '../../api/queries';
import type { Run, Standing } from '../../api/records';
import { shellLine, yamlLines } from '../../base/copies';
import { counted, meanParts, number, value as shown } from '../../base/format';
import { formatPlace } from '../../base/place';
import { CopyButton, Words } from '../../widgets/copy';
import { Link } from '../../widgets/navigation';
import { Empty, Panel } from '../../widgets/panel';
import styles from './best.module.css';
import { behind, limitsInWords, pointOf, ranking, type Facts } from './facts';
import { useHotSetter } from './hot';
import { RunLinks } from './points';

interface Props {
  readonly at: SweepPath;
  readonly facts: Facts;
  readonly runs: readonly Run[];
}

export function BestPanel(props: Props) {
  return (
    <Panel title={props.facts.objectives.length > 1 ? `Best by ${props.facts.metric ?? ''}` : 'Best run'}>
      <Best {...props} />
    </Panel>
  );
}

function Best({ at, facts, runs }: Props) {
  const [best, second] = ranking(runs, facts);
  if (facts.metric === null) {
    return <Empty title="No metric, so no best run">The sweep file names none: add a metric to see which run is the best.</Empty>;
  }
  if (best === undefined && runs.some(({ value }) => value !== null)) {
    return <Empty title="No run keeps the limits">The best with {limitsInWords(facts)} stands here.</Empty>;
  }
  if (best === undefined) return <Empty title={`No run has logged ${facts.metric}`}>The best that does stands here.</Empty>;
  return (
    <Shown
      run={best}
      facts={facts}
      value={number(best.value ?? NaN)}
      lead={lead(best, second, facts)}
      whose={<Link href={formatPlace({ screen: 'run', of: at, run: best.id })}>run {best.number}</Link>}
    />
  );
}

interface PointProps {
  readonly at: SweepPath;
  readonly facts: Facts;
  readonly runs: readonly Run[];
  readonly standings: readonly Standing[];
}

/** Where points are run under several seeds: the one that leads. */
export function BestPointPanel(props: PointProps) {
  return (
    <Panel title="Best point">
      <BestPoint {...props} />
    </Panel>
  );
}

function BestPoint({ at, facts, runs, standings }: PointProps) {
  const leader = standings.find(({ leads }) => leads);
  const run = runs.find(({ id }) => id === leader?.results[0]?.run);
  if (leader === undefined || leader.mean === null || run === undefined) {
    return <Empty title="No point leads yet">The best mean over several seeds stands here.</Empty>;
  }
  return <Shown run={run} facts={facts} value={<Mean of={leader.mean} halfWidth={leader.half_width} />} lead={rivals(standings)} whose={<RunLinks at={at} standing={leader} />} />;
}

interface ShownProps {
  readonly run: Run;
  readonly facts: Facts;
  readonly value: ReactNode;
  readonly lead: string;
  /** Which run has, or which ones have, the value. */
  readonly whose: ReactNode;
}

function Shown({ run, facts, value, lead, whose }: ShownProps) {
  const setHot = useHotSetter();
  const point = pointOf(run, facts);
  return (
    <div
      className={styles.best}
      onPointerEnter={() => {
        setHot(run.id);
      }}
      onPointerLeave={() => {
        setHot(null);
      }}
    >
      <div className={styles.head}>
        <strong className={styles.value}>{value}</strong>
        <div>
          <span>
            {facts.metric}, {whose}
          </span>
          {facts.seed === null && facts.beside.map((name) => <span key={name}>{`${name} ${number(run.values[name] ?? NaN)}`}</span>)}
          <span className={styles.lead}>{lead}</span>
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
      {run.command.length > 0 && (
        <pre className={styles.command} tabIndex={0} aria-label="Command of the best run">
          <Words text={shellLine(run.command)} />
        </pre>
      )}
      <div className={styles.copies}>
        {run.command.length > 0 && <CopyButton label="Command" text={shellLine(run.command)} />}
        <CopyButton label="YAML" text={yamlLines(point)} />
        <CopyButton label="JSON" text={JSON.stringify(point, null, 2)} />
      </div>
    </div>
  );
}

function Mean({ of, halfWidth }: { of: number; halfWidth: number | null }) {
  if (halfWidth === null) return number(of);
  const [middle, half] = meanParts(of, halfWidth);
  return (
    <>
      {middle} <span className={styles.half}>{half}</span>
    </>
  );
}

/** How many points may be as good as the one that leads. */
export function rivals(standings: readonly Standing[]): string {
  const open = standings.filter(({ leads, behind, mean }) => !leads && !behind && mean !== null).length;
  if (open === 0) return standings.length > 1 ? 'all others are behind' : 'the only one so far';
  return `${counted(open, 'other point')} may be as good`;
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
