/** Ending one run by hand. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { killRun } from '../../api/actions';
import { useConnection } from '../../api/live';
import { keys, type RunPath } from '../../api/queries';
import type { Run } from '../../api/records';
import { Button } from '../../widgets/button';
import { Dialog } from '../../widgets/dialog';
import { toast } from '../../widgets/toasts';
import { nameOf } from './words';
import styles from './header.module.css';

/** Why the run cannot be killed now; null when it can. */
export function hindrance({ state, order }: Run, online: boolean): string | null {
  if (!online) return 'The server does not answer';
  if (state !== 'running' && state !== 'queued') return `The run is over: ${state}`;
  return order === 'kill' ? 'It is being killed' : null;
}

export function Kill({ at, run }: { at: RunPath; run: Run }) {
  const [asked, setAsked] = useState(false);
  const client = useQueryClient();
  const online = useConnection().kind !== 'offline';
  const kill = useMutation({
    mutationFn: () => killRun(at),
    onSuccess(after) {
      client.setQueryData(keys.run(at), after);
      toast(after.state === 'killed' ? `${nameOf(run)} is killed` : `${nameOf(run)} is being killed`);
      setAsked(false);
    },
  });
  const why = hindrance(run, online);
  return (
    <>
      <Button
        kind={why === null ? 'danger' : 'plain'}
        className={styles.kill ?? ''}
        aria-disabled={why !== null}
        title={why ?? 'End its script now'}
        onClick={() => {
          if (why === null) setAsked(true);
        }}
      >
        Kill…
      </Button>
      {asked && (
        <Dialog
          title={`Kill ${nameOf(run)}?`}
          closeLabel="Leave it"
          onClose={() => {
            setAsked(false);
          }}
          actions={
            <Button
              kind="danger"
              disabled={kill.isPending || why !== null}
              onClick={() => {
                kill.mutate();
              }}
            >
              {kill.isPending ? 'Asking the server…' : 'Kill the run'}
            </Button>
          }
        >
          <p>{run.state === 'queued' ? '1 queued run is dropped: it will not start.' : '1 running run is killed: its agent ends the script at once.'}</p>
          <p>What it has logged is kept. Its agent goes on with the next run.</p>
          {why !== null && !kill.isPending && <p className={styles.problem}>{why}.</p>}
          {kill.isError && (
            <p className={styles.problem} role="alert">
              It was not done: {kill.error.message}.
            </p>
          )}
        </Dialog>
      )}
    </>
  );
}
