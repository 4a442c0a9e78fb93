/** Pause, resume, stop and cancel: each says first what it will do, and then what it did. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { steerSweep } from '../../api/actions';
import { useConnection } from '../../api/live';
import { keys, type SweepPath } from '../../api/queries';
import type { Sweep, SweepAction } from '../../api/records';
import { Button } from '../../widgets/button';
import { Dialog } from '../../widgets/dialog';
import { toast } from '../../widgets/toasts';
import { consequences, hindrance, outcome } from './consequences';
import styles from './controls.module.css';

const WORDS: Readonly<Record<SweepAction, { readonly label: string; readonly confirm: string }>> = {
  pause: { label: 'Pause', confirm: 'Pause' },
  resume: { label: 'Resume', confirm: 'Resume' },
  stop: { label: 'Stop…', confirm: 'Stop the sweep' },
  cancel: { label: 'Cancel…', confirm: 'Cancel the sweep' },
};

export function Controls({ at, sweep }: { at: SweepPath; sweep: Sweep }) {
  const [asked, setAsked] = useState<SweepAction | null>(null);
  const online = useConnection().kind !== 'offline';
  const actions: SweepAction[] = [sweep.state === 'running' || sweep.state === 'finished' ? 'pause' : 'resume', 'stop', 'cancel'];
  return (
    <div className={styles.controls} role="group" aria-label="What can be done">
      {actions.map((action) => {
        const why = hindrance(action, sweep, online);
        return (
          <Button
            key={action}
            className={styles.control ?? ''}
            aria-disabled={why !== null}
            title={why ?? consequences(action, sweep).join(' ')}
            onClick={() => {
              if (why === null) setAsked(action);
            }}
          >
            {WORDS[action].label}
          </Button>
        );
      })}
      {asked !== null && (
        <Confirm
          action={asked}
          at={at}
          sweep={sweep}
          online={online}
          onClose={() => {
            setAsked(null);
          }}
        />
      )}
    </div>
  );
}

interface ConfirmProps {
  readonly action: SweepAction;
  readonly at: SweepPath;
  readonly sweep: Sweep;
  readonly online: boolean;
  readonly onClose: () => void;
}

function Confirm({ action, at, sweep, online, onClose }: ConfirmProps) {
  const client = useQueryClient();
  const steer = useMutation({
    mutationFn: () => steerSweep(at, action),
    onSuccess(after) {
      client.setQueryData(keys.sweep(at), after);
      toast(outcome(action, sweep.counts, after));
      onClose();
    },
  });
  const why = steer.isPending ? null : hindrance(action, sweep, online); // it may have ended while the dialog was open
  return (
    <Dialog
      title={`${WORDS[action].confirm.split(' ')[0] ?? ''} ${sweep.name}?`}
      closeLabel="Leave it"
      onClose={onClose}
      actions={
        <Button
          kind={action === 'cancel' ? 'danger' : 'primary'}
          disabled={steer.isPending || why !== null}
          onClick={() => {
            steer.mutate();
          }}
        >
          {steer.isPending ? 'Asking the server…' : WORDS[action].confirm}
        </Button>
      }
    >
      {consequences(action, sweep).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {why !== null && <p className={styles.problem}>{why}.</p>}
      {steer.isError && (
        <p className={styles.problem} role="alert">
          It was not done: {steer.error.message}.
        </p>
      )}
    </Dialog>
  );
}
