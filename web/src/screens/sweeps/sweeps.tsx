import { useQuery } from '@tanstack/react-query';
import { sweepsQuery } from '../../api/queries';
import { formatPlace, type ProjectPath } from '../../base/place';
import { Link } from '../../widgets/navigation';

/** Every sweep that the person may see, or those of one project. */
export function SweepsScreen({ of }: { of: ProjectPath | null }) {
  const sweeps = useQuery(sweepsQuery(of));
  return (
    <>
      <h1>Sweeps</h1>
      <ul>
        {sweeps.data?.map((sweep) => (
          <li key={sweep.url}>
            <Link href={formatPlace({ screen: 'sweep', of: sweep, sweep: sweep.id })}>{sweep.name}</Link>
          </li>
        ))}
      </ul>
    </>
  );
}
