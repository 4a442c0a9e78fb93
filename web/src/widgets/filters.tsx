/** What narrows a list: text, and states to choose from. */
import { useCallback, useRef } from 'react';
import type { RunState, SweepState } from '../base/states';
import { StateShape } from './badge';
import styles from './filters.module.css';
import { useShortcut } from './keys';

/** Text that rows must hold; the key `/` leads to it, Escape clears it. */
export function SearchBox({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  const box = useRef<HTMLInputElement>(null);
  const focus = useCallback(() => box.current?.focus(), []);
  useShortcut('/', label, focus);
  return (
    <label className={styles.search}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.6">
        <circle cx="7" cy="7" r="4.5" />
        <path d="m10.5 10.5 3.5 3.5" strokeLinecap="round" />
      </svg>
      <input
        ref={box}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          if (value === '') box.current?.blur();
          onChange('');
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
  );
}

interface StateFilterProps<S extends RunState | SweepState> {
  /** States to choose from, with how many rows are in each; those with none are left out unless chosen. */
  readonly counts: Readonly<Partial<Record<S, number>>>;
  readonly states: readonly S[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: S[]) => void;
}

/** Toggles of states; none chosen shows all. */
export function StateFilter<S extends RunState | SweepState>({ counts, states, chosen, onChange }: StateFilterProps<S>) {
  const offered = states.filter((state) => (counts[state] ?? 0) > 0 || chosen.includes(state));
  return (
    <div className={styles.states} role="group" aria-label="States shown">
      {offered.map((state) => (
        <button
          key={state}
          type="button"
          className={styles.state}
          aria-pressed={chosen.includes(state)}
          onClick={() => {
            onChange(states.filter((each) => chosen.includes(each) !== (each === state)));
          }}
        >
          <StateShape state={state} />
          {state} <span>{counts[state] ?? 0}</span>
        </button>
      ))}
    </div>
  );
}
