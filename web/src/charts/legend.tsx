/** What lines and marks mean, in the row below a chart. */
import { useCallback, type ReactNode } from 'react';
import type { RunState } from '../base/states';
import { Layer, type Context } from './canvas';
import styles from './chart.module.css';
import { useColours } from './colours';
import { drawMark } from './marks';

const MARK = { width: 12, height: 12 };

export function Legend({ children }: { children: ReactNode }) {
  return <ul className={styles.legend}>{children}</ul>;
}

/** The mark of a state as charts draw it. */
export function StateMark({ state }: { state: RunState }) {
  const colours = useColours();
  const draw = useCallback(
    (context: Context) => {
      drawMark(context, state, 6, 6, 4, colours);
    },
    [state, colours],
  );
  return (
    <span className={styles.mark}>
      <Layer size={MARK} draw={draw} />
    </span>
  );
}

interface LineMarkProps {
  readonly colour: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  /** Shaded beside the line. */
  readonly shaded?: boolean;
}

export function LineMark({ colour, width = 2, dash = [], shaded = false }: LineMarkProps) {
  return (
    <svg width="20" height="10" aria-hidden="true">
      {shaded && <rect width="20" height="5" fill={colour} opacity="0.16" />}
      <line x1="1" x2="19" y1="5" y2="5" stroke={colour} strokeWidth={width} strokeDasharray={dash.join(' ')} strokeLinecap="round" />
    </svg>
  );
}
