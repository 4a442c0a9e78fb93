import { useQuery } from '@tanstack/react-query';
import { sweepQuery, type SweepPath } from '../../api/queries';

/** One sweep with all its runs. */
export function SweepScreen({ at }: { at: SweepPath }) {
  const sweep = useQuery(sweepQuery(at));
  return <h1>{sweep.data?.name ?? at.sweep}</h1>;
}
