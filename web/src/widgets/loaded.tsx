import { useQueryClient, type Query, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { Button } from './button';
import styles from './loaded.module.css';
import { Problem } from './problem';
import { Skeleton } from './skeleton';

interface Props<T> {
  readonly query: UseQueryResult<T>;
  /** What is being fetched: "the runs". */
  readonly what: string;
  readonly skeleton?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/** The answer to a query; while there is none, its shape; what went wrong, if it did. The last known answer beats an error. */
export function Loaded<T>({ query, what, skeleton, children }: Props<T>) {
  const client = useQueryClient();
  if (query.data !== undefined) return children(query.data);
  const again = (): void => {
    // What hangs is given up first, or asking again would wait with it.
    void client.cancelQueries({ predicate: unanswered }).then(() => client.refetchQueries({ predicate: unanswered, type: 'active' }));
  };
  if (query.isError) return <Problem title={`Could not fetch ${what}`} detail={query.error.message} retry={again} />;
  return (
    <Waiting what={what} again={again}>
      {skeleton ?? <Skeleton />}
    </Waiting>
  );
}

function unanswered({ state }: Query): boolean {
  return state.data === undefined;
}

/** A wait: silent at first, then it says for what, then it offers to try again. */
function Waiting({ what, again, children }: { what: string; again: () => void; children: ReactNode }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      setSeconds((before) => before + 1);
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return (
    <div aria-busy="true" className={styles.waiting}>
      {children}
      <p role="status">{seconds >= 3 && `Fetching ${what}${seconds >= 10 ? ': this takes long' : ''}…`}</p>
      {seconds >= 10 && <Button onClick={again}>Try again</Button>}
    </div>
  );
}
