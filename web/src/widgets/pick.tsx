/** Choosing one of several, and how much. */
import { useId } from 'react';
import styles from './pick.module.css';

interface PickProps<T extends string> {
  readonly label: string;
  readonly options: readonly (readonly [value: T, text: string])[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of a few words, all in sight. */
export function Segments<T extends string>({ label, options, value, onChange }: PickProps<T>) {
  const name = useId();
  return (
    <fieldset className={styles.segments}>
      <legend>{label}</legend>
      {options.map(([option, text]) => (
        <label key={option}>
          <input
            type="radio"
            name={name}
            checked={option === value}
            onChange={() => {
              onChange(option);
            }}
          />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** One of many. */
export function Select<T extends string>({ label, options, value, onChange }: PickProps<T>) {
  return (
    <label className={styles.select}>
      <span className={styles.unseen}>{label}</span>
      <select
        value={value}
        onChange={(event) => {
          const chosen = options.find(([option]) => option === event.target.value);
          if (chosen !== undefined) onChange(chosen[0]);
        }}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
      <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
        <path d="m1 2.5 3 3 3-3" fill="none" stroke="currentColor" strokeWidth="1.4" />
      </svg>
    </label>
  );
}

/** Something that is so or not. */
export function Toggle({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <button
      type="button"
      className={styles.toggle}
      aria-pressed={on}
      onClick={() => {
        onChange(!on);
      }}
    >
      {label}
    </button>
  );
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly most: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
}

/** How much, from nothing to the most. */
export function Slider({ label, value, most, step, onChange }: SliderProps) {
  return (
    <label className={styles.slider}>
      {label}
      <input
        type="range"
        min={0}
        max={most}
        step={step}
        value={value}
        onChange={(event) => {
          onChange(event.target.valueAsNumber);
        }}
      />
    </label>
  );
}
