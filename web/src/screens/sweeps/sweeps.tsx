/** Every sweep that the person may see, or those of one project. */
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { sweepsQuery } from '../../api/queries';
import type { Sweep } from '../../api/records';
import { counted } from '../../base/format';
import { holds, ordered } from '../../base/order';
import type { ProjectPath } from '../../base/place';
import { SWEEP_STATES } from '../../base/states';
import { Button } from '../../widgets/button';
import { SearchBox, StateFilter } from '../../widgets/filters';
import { Loaded } from '../../widgets/loaded';
import { useView } from '../../widgets/navigation';
import { Empty } from '../../widgets/panel';
import { Skeleton } from '../../widgets/skeleton';
import { FirstSweep } from './first';
import styles from './sweeps.module.css';
import { SORT_KEYS, SweepTable } from './table';

export function SweepsScreen({ of }: { of: ProjectPath | null }) {
  const sweeps = useQuery(sweepsQuery(of));
  useEffect(() => {
    document.title = of === null ? 'Sweeps · besom' : `${of.project} · besom`;
  }, [of]);
  return (
    <Loaded query={sweeps} what="the sweeps" skeleton={<Skeleton lines={6} height={52} />}>
      {(list) => (list.length === 0 ? <FirstSweep of={of} /> : <Sweeps sweeps={list} of={of} />)}
    </Loaded>
  );
}

function Sweeps({ sweeps, of }: { sweeps: readonly Sweep[]; of: ProjectPath | null }) {
  const [view, change] = useView();
  const found = sweeps.filter((sweep) => holds(textsOf(sweep), view.q));
  const shown = found.filter((sweep) => view.state.length === 0 || view.state.includes(sweep.state));
  const column = view.sort !== null && view.sort in SORT_KEYS ? view.sort : 'age';
  const direction = view.sort === null ? 'desc' : view.dir;
  const rows = ordered(shown, SORT_KEYS[column] ?? ((sweep) => sweep.created_at), direction);
  return (
    <>
      <header className={styles.head}>
        <h1>Sweeps</h1>
        <span className={styles.count}>
          {shown.length === sweeps.length ? sweeps.length : `${shown.length} of ${sweeps.length}`}
        </span>
        <div className={styles.filters}>
          <StateFilter
            states={SWEEP_STATES}
            counts={Object.fromEntries(SWEEP_STATES.map((state) => [state, found.filter((sweep) => sweep.state === state).length]))}
            chosen={view.state}
            onChange={(state) => {
              change({ state });
            }}
          />
          <SearchBox
            label="Find a sweep"
            value={view.q}
            onChange={(q) => {
              change({ q });
            }}
          />
        </div>
      </header>
      <div className={styles.list}>
        {rows.length === 0 ? (
          <Empty title={`None of ${counted(sweeps.length, 'sweep')} fits`}>
            <Button
              onClick={() => {
                change({ q: '', state: [] });
              }}
            >
              Show all
            </Button>
          </Empty>
        ) : (
          <SweepTable
            sweeps={rows}
            withProject={of === null}
            sorting={{ column, direction }}
            onSort={(sorting) => {
              change({ sort: sorting.column, dir: sorting.direction });
            }}
          />
        )}
      </div>
    </>
  );
}

function textsOf(sweep: Sweep): string[] {
  return [sweep.name, sweep.id, sweep.entity, sweep.project, sweep.method, sweep.metric?.name ?? ''];
}
