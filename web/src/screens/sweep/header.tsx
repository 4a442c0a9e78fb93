/** What the sweep is called, how far it is, and what can be done with it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { renameSweep } from '../../api/actions';
import { keys, type SweepPath } from '../../api/queries';
import type { Sweep } from '../../api/records';
import { between, counted, duration } from '../../base/format';
import { RUN_STATES } from '../../base/states';
import { Age, Lasting } from '../../widgets/age';
import { StateBadge, StateShape } from '../../widgets/badge';
import { Button } from '../../widgets/button';
import { Progress } from '../../widgets/progress';
import { toast } from '../../widgets/toasts';
import { Controls } from './controls';
import styles from './header.module.css';

export function Header({ at, sweep }: { at: SweepPath; sweep: Sweep }) {
  return (
    <header className={styles.header}>
      <div className={styles.top}>
        <Name at={at} name={sweep.name} />
        <StateBadge state={sweep.state} />
        <div className={styles.progress}>
          <Progress counts={sweep.counts} total={sweep.total} />
        </div>
        <Controls at={at} sweep={sweep} />
      </div>
      <ul className={styles.facts}>
        {RUN_STATES.filter((state) => sweep.counts[state] > 0).map((state) => (
          <li key={state}>
            <StateShape state={state} />
            {sweep.counts[state]} {state}
          </li>
        ))}
        {(sweep.ended_at === null || sweep.agents > 0) && <li>{sweep.agents === 0 ? 'no agent' : counted(sweep.agents, 'agent')}</li>}
        <li>{[sweep.method, ...stoppingRules(sweep.document)].join(' · ')}</li>
        {sweep.outcome_constraints.map(({ metric, min, max }) => (
          <li key={metric} title="Only runs that keep this limit can be the best">
            {metric} {between(min, max)}
          </li>
        ))}
        {sweep.space_version > 1 && <li title="How often its file was written, the first time included">version {sweep.space_version}</li>}
        {sweep.budget_seconds !== null && (
          <li title="Time of all its runs, added up">
            {duration(sweep.spent)} of {duration(sweep.budget_seconds)} spent
          </li>
        )}
        {sweep.closed !== null && <li>{sweep.closed === 'target' ? 'target reached' : 'budget used up'}</li>}
        <li>
          <span>
            begun <Age at={sweep.created_at} />
            {sweep.ended_at !== null && (
              <>
                , took <Lasting from={sweep.created_at} to={sweep.ended_at} />
              </>
            )}
          </span>
        </li>
      </ul>
      {sweep.description !== '' && <p className={styles.description}>{sweep.description}</p>}
    </header>
  );
}

/** The names of the rules that stop runs early. */
function stoppingRules({ early_terminate: given }: Sweep['document']): string[] {
  const rules: unknown[] = Array.isArray(given) ? given : given === undefined || given === null ? [] : [given];
  return rules.flatMap((rule) => (typeof rule === 'object' && rule !== null && 'type' in rule && typeof rule.type === 'string' ? [rule.type] : []));
}

/** The name, which a click turns into a field. */
function Name({ at, name }: { at: SweepPath; name: string }) {
  const [draft, setDraft] = useState<string | null>(null);
  const client = useQueryClient();
  const rename = useMutation({
    mutationFn: (next: string) => renameSweep(at, next),
    onSuccess(after) {
      client.setQueryData(keys.sweep(at), after);
      setDraft(null);
    },
  });
  if (draft === null) {
    return (
      <h1 className={styles.name}>
        <span>{name}</span>
        <Button
          kind="bare"
          aria-label="Rename"
          title="Rename"
          onClick={() => {
            rename.reset();
            setDraft(name);
          }}
        >
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.4">
            <path d="M2.5 13.5v-3l8-8 3 3-8 8zM8.5 4.5l3 3" strokeLinejoin="round" />
          </svg>
        </Button>
      </h1>
    );
  }
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const next = draft?.trim() ?? '';
    if (next === name || next === '') {
      setDraft(null);
      return;
    }
    rename.mutate(next, {
      onSuccess() {
        toast(`Renamed to ${next}`, () => {
          rename.mutate(name);
        });
      },
    });
  }
  return (
    <form
      className={styles.rename}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setDraft(null);
      }}
    >
      <input
        aria-label="Name of the sweep"
        autoFocus
        maxLength={200}
        value={draft}
        disabled={rename.isPending}
        onFocus={(event) => {
          event.target.select();
        }}
        onChange={(event) => {
          setDraft(event.target.value);
        }}
      />
      <Button type="submit" kind="primary" disabled={rename.isPending}>
        Rename
      </Button>
      <Button
        onClick={() => {
          setDraft(null);
        }}
      >
        Leave it
      </Button>
      {rename.isError && <span role="alert">{rename.error.message}</span>}
    </form>
  );
}
