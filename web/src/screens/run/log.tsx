/** What the script prints, as it prints it. */
import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { logQuery, type RunPath } from '../../api/queries';
import type { Log, Run } from '../../api/records';
import { plain, spans } from '../../base/ansi';
import { counted } from '../../base/format';
import { Button } from '../../widgets/button';
import { CopyButton } from '../../widgets/copy';
import { SearchBox } from '../../widgets/filters';
import { Loaded } from '../../widgets/loaded';
import { Empty, Panel } from '../../widgets/panel';
import { Skeleton } from '../../widgets/skeleton';
import { cut, found, lastError, nextOf } from './log-lines';
import styles from './log.module.css';

export function LogPanel({ at, run }: { at: RunPath; run: Run }) {
  const log = useQuery(logQuery(at));
  return (
    <Panel title="Log" note={log.data === undefined ? undefined : noteOf(log.data, run)} flush>
      <Loaded query={log} what="the log" skeleton={<Skeleton lines={8} height={LINE} />}>
        {(data) => (data.lines.length === 0 ? <NoLines run={run} /> : <Lines key={data.attempt} log={data} />)}
      </Loaded>
    </Panel>
  );
}

function noteOf({ first, lines, attempt }: Log, run: Run): string {
  const parts = [counted(first + lines.length, 'line')];
  if (first > 0) parts.push(`the last ${lines.length} shown`);
  if (run.attempt > 1) parts.push(`of attempt ${attempt}`);
  return parts.join(', ');
}

function NoLines({ run: { state } }: { run: Run }) {
  if (state === 'queued') return <Empty title="Nothing printed yet">The run waits for an agent.</Empty>;
  if (state === 'running') return <Empty title="Nothing printed yet">What the script prints appears here at once.</Empty>;
  return <Empty title="The script printed nothing" />;
}

/** Height of a line, in pixels. */
const LINE = 19;
/** Room for a scrollbar below the lines. */
const SCROLLBAR = 16;
/** So near to the end counts as at the end. */
const NEAR = 2 * LINE;

function Lines({ log: { lines, first } }: { log: Log }) {
  const frame = useRef<HTMLDivElement>(null);
  /** How many lines there were when the end was left; null while it is followed. */
  const [left, setLeft] = useState<number | null>(null);
  const [wanted, setWanted] = useState('');
  const [current, setCurrent] = useState(-1);
  const matches = useMemo(() => found(lines, wanted), [lines, wanted]);
  const error = useMemo(() => lastError(lines), [lines]);
  const virtual = useVirtualizer({ count: lines.length, getScrollElement: () => frame.current, estimateSize: () => LINE, overscan: 20 });

  useLayoutEffect(() => {
    const element = frame.current;
    if (left === null && element !== null) element.scrollTop = element.scrollHeight;
  }, [lines, left]);

  function show(line: number): void {
    if (line < 0) return;
    setLeft(lines.length);
    setCurrent(line);
    virtual.scrollToIndex(line, { align: 'center' });
  }

  const behind = left === null ? 0 : Math.max(0, lines.length - left);
  return (
    <>
      <div className={styles.tools}>
        <div
          onKeyDown={(event) => {
            if (event.key === 'Enter') show(nextOf(matches, current, event.shiftKey ? -1 : 1));
          }}
        >
          <SearchBox
            label="Find in the log"
            value={wanted}
            onChange={(text) => {
              setWanted(text);
              setCurrent(-1);
            }}
          />
        </div>
        {wanted !== '' && (
          <>
            <span role="status" className={styles.soft}>
              {matches.length === 0 ? 'not found' : current < 0 ? counted(matches.length, 'line') : `${matches.indexOf(current) + 1} of ${matches.length}`}
            </span>
            <Button
              kind="bare"
              aria-label="The match before"
              onClick={() => {
                show(nextOf(matches, current < 0 ? 0 : current, -1));
              }}
            >
              ↑
            </Button>
            <Button
              kind="bare"
              aria-label="The next match"
              onClick={() => {
                show(nextOf(matches, current, 1));
              }}
            >
              ↓
            </Button>
          </>
        )}
        <div className={styles.right}>
          {error !== null && (
            <Button
              onClick={() => {
                show(error);
              }}
            >
              Jump to the error
            </Button>
          )}
          <CopyButton text={lines.map(plain).join('\n')} />
        </div>
      </div>
      <div className={styles.frame}>
        <div
          ref={frame}
          className={styles.lines}
          style={{ height: `min(60vh, 460px, ${lines.length * LINE + SCROLLBAR}px)` }}
          tabIndex={0}
          role="log"
          aria-live="off"
          aria-label="Log"
          onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
            const atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
            setLeft((before) => (atEnd ? null : (before ?? lines.length)));
          }}
        >
          <div className={styles.all} style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, start }) => (
              <div
                key={first + index}
                className={styles.line}
                data-current={index === current ? '' : undefined}
                style={{ transform: `translateY(${start}px)`, height: LINE }}
              >
                <span className={styles.number}>{first + index + 1}</span>
                <Text line={lines[index] ?? ''} wanted={wanted} />
              </div>
            ))}
          </div>
        </div>
        {left !== null && (
          <Button
            className={styles.follow ?? ''}
            onClick={() => {
              setLeft(null);
              setCurrent(-1);
            }}
          >
            {behind > 0 ? `${counted(behind, 'new line')} · to the end ↓` : 'To the end ↓'}
          </Button>
        )}
      </div>
    </>
  );
}

function Text({ line, wanted }: { line: string; wanted: string }) {
  return (
    <code>
      {spans(line).map(({ text, bold, faint, colour }, at) => (
        <span
          key={at}
          data-colour={colour ?? undefined}
          data-bold={bold ? '' : undefined}
          data-faint={faint ? '' : undefined}
        >
          {cut(text, wanted).map((piece, nth) => (nth % 2 === 1 ? <mark key={nth}>{piece}</mark> : piece))}
        </span>
      ))}
    </code>
  );
}
