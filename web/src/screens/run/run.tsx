import { useQuery } from '@tanstack/react-query';
import { runQuery, type RunPath } from '../../api/queries';

/** One run: what it tried, how it went, and why it ended. */
export function RunScreen({ at }: { at: RunPath }) {
  const run = useQuery(runQuery(at));
  return <h1>{run.data?.display_name ?? at.run}</h1>;
}
