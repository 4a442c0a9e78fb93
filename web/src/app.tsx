/** The page: the screen that the address names, in the layout that all screens share. */
import { useQuery } from '@tanstack/react-query';
import { ApiError } from './api/client';
import { useLive } from './api/live';
import { viewerQuery } from './api/queries';
import { parsePlace, type Place } from './base/place';
import { Login } from './screens/login/login';
import { RunScreen } from './screens/run/run';
import { SweepScreen } from './screens/sweep/sweep';
import { SweepsScreen } from './screens/sweeps/sweeps';
import { Boundary } from './widgets/boundary';
import { Layout } from './widgets/layout';
import { Link, usePath } from './widgets/navigation';

export function App() {
  const place = parsePlace(usePath());
  return place.screen === 'login' ? <Login /> : <Page place={place} />;
}

function Page({ place }: { place: Place }) {
  useLive(place);
  const viewer = useQuery(viewerQuery);
  if (viewer.error instanceof ApiError && viewer.error.status === 401) return <Login />;
  return (
    <Layout place={place}>
      <Boundary key={JSON.stringify(place)}>
        <Screen place={place} />
      </Boundary>
    </Layout>
  );
}

function Screen({ place }: { place: Place }) {
  switch (place.screen) {
    case 'sweeps':
      return <SweepsScreen of={place.of} />;
    case 'sweep':
      return <SweepScreen at={{ ...place.of, sweep: place.sweep }} />;
    case 'run':
      return <RunScreen at={{ ...place.of, run: place.run }} />;
    case 'login':
    case 'nowhere':
      return <Nowhere />;
  }
}

function Nowhere() {
  return (
    <>
      <h1>There is nothing at this address</h1>
      <p>
        A sweep is at /entity/project/sweeps/id, a run at /entity/project/runs/id. <Link href="/">All sweeps</Link>
      </p>
    </>
  );
}
