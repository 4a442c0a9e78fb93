/** What can be done on one axis of parallel coordinates: brush it, change its scale, move it. */
import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { Axis } from '../base/axes';
import { between, brushOf, shifted, spansOf, stepped, type Span } from '../base/brush';
import { number } from '../base/format';
import type { Brush } from '../base/view';
import { heightOf, type Board } from './lines-drawing';
import styles from './parallel.module.css';

interface AxisControlProps {
  readonly axis: Axis;
  readonly x: number;
  readonly board: Board;
  readonly brush: Brush | null;
  /** The metric's axis stays the last. */
  readonly fixed: boolean;
  readonly onBrush: (brush: Brush | null) => void;
  readonly onScale: () => void;
  /** By how many places to the right. */
  readonly onMove: (by: number) => void;
}

interface Drag {
  readonly what: 'new' | 'move' | 'from' | 'to';
  readonly start: number;
  readonly span: Span;
  readonly moved: boolean;
}

const WHOLE: Span = { from: 0, to: 1 };
/** Pixels of the pointer that are no drag yet. */
const SLACK = 3;
const STEPS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10, Home: -1000, End: 1000 };

export function AxisControl({ axis, x, board, brush, fixed, onBrush, onScale, onMove }: AxisControlProps) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const length = board.foot - board.top;
  const spans = drag?.moved === true ? [drag.span] : brush === null ? [] : spansOf(axis, brush);
  const [first, last] = [spans[0], spans.at(-1)];
  const reach: Span = first === undefined || last === undefined ? WHOLE : { from: first.from, to: last.to };

  const placeOf = (event: PointerEvent<HTMLElement>): number => 1 - (event.clientY - event.currentTarget.getBoundingClientRect().top) / length;

  function press(event: PointerEvent<HTMLElement>): void {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const place = placeOf(event);
    const grip = (event.target as HTMLElement).dataset.end;
    const within = spans.find(({ from, to }) => place >= from && place <= to);
    const what = grip === 'from' || grip === 'to' ? grip : within === undefined ? 'new' : 'move';
    setDrag({ what, start: place, span: what === 'move' && within !== undefined ? within : reach, moved: false });
  }

  function pull(event: PointerEvent<HTMLElement>): void {
    if (drag === null) return;
    const place = placeOf(event);
    if (!drag.moved && Math.abs(place - drag.start) * length < SLACK) return;
    const span = pulled(drag, place);
    setDrag({ ...drag, ...(drag.what === 'move' ? { start: place } : {}), span, moved: true });
    onBrush(brushOf(axis, span));
  }

  function release(): void {
    if (drag === null) return;
    setDrag(null);
    if (drag.moved) return;
    if (brush !== null && drag.what === 'new') onBrush(null);
    else if (brush === null && axis.categories.length > 0) onBrush({ kind: 'some', values: [axis.categories[axis.value(drag.start)] ?? ''] });
  }

  function step(event: KeyboardEvent, end: 'from' | 'to'): void {
    const steps = STEPS[event.key];
    if (event.key === 'Escape') onBrush(null);
    else if (steps !== undefined) {
      const to = stepped(axis, reach[end], steps);
      onBrush(brushOf(axis, end === 'from' ? { from: Math.min(to, reach.to), to: reach.to } : { from: reach.from, to: Math.max(to, reach.from) }));
    } else return;
    event.preventDefault();
  }

  return (
    <div className={styles.axis} style={{ left: x, top: 0, height: board.foot }}>
      <AxisName {...{ axis, fixed, onScale, onMove }} room={roomOf(board)} />
      <div
        className={styles.track}
        style={{ top: board.top, height: length }}
        onPointerDown={press}
        onPointerMove={pull}
        onPointerUp={release}
        onPointerCancel={() => {
          setDrag(null);
        }}
        onClick={(event) => {
          event.stopPropagation(); // the click on a line pins; this one brushes
        }}
      >
        {spans.map((span) => (
          <div
            key={span.from}
            className={styles.brush}
            style={{ top: heightOf(span.to, board) - board.top - 1, height: Math.max(5, (span.to - span.from) * length + 2) }}
          />
        ))}
        {(['from', 'to'] as const).map((end) => (
          <div
            key={end}
            className={styles.grip}
            data-end={end}
            data-set={brush === null ? undefined : ''}
            style={{ top: heightOf(reach[end], board) - board.top }}
            role="slider"
            tabIndex={0}
            aria-orientation="vertical"
            aria-label={`${axis.name}: ${end === 'from' ? 'lower' : 'upper'} end of the selection`}
            aria-valuemin={axis.value(axis.flipped ? 1 : 0)}
            aria-valuemax={axis.value(axis.flipped ? 0 : 1)}
            aria-valuenow={axis.value(reach[end])}
            aria-valuetext={valueText(axis, reach[end])}
            onKeyDown={(event) => {
              step(event, end);
            }}
          />
        ))}
      </div>
    </div>
  );
}

function pulled({ what, start, span }: Drag, place: number): Span {
  switch (what) {
    case 'new':
      return between(start, place);
    case 'move':
      return shifted(span, place - start);
    case 'from':
      return between(place, span.to);
    case 'to':
      return between(span.from, place);
  }
}

function valueText(axis: Axis, place: number): string {
  return axis.categories.length > 0 ? (axis.categories[axis.value(place)] ?? '') : number(axis.value(place));
}

function roomOf({ xs, width }: Board): number {
  const [first = 0, second = width] = xs;
  return Math.min(160, second - first - 6);
}

interface AxisNameProps {
  readonly axis: Axis;
  readonly fixed: boolean;
  readonly room: number;
  readonly onScale: () => void;
  readonly onMove: (by: number) => void;
}

/** The axis' name: a click changes the scale, a drag or the arrow keys move the axis. */
function AxisName({ axis, fixed, room, onScale, onMove }: AxisNameProps) {
  const [start, setStart] = useState<number | null>(null);
  const [shift, setShift] = useState(0);
  const categories = axis.scale === 'category';
  const hint = [axis.name, categories ? '' : 'click for another scale', fixed ? '' : 'drag, or arrow left and right, to move the axis'];
  return (
    <button
      type="button"
      className={styles.name}
      style={{ maxWidth: room, transform: `translateX(calc(-50% + ${shift}px))` }}
      title={hint.filter((part) => part !== '').join('; ')}
      data-moving={shift === 0 ? undefined : ''}
      onPointerDown={(event) => {
        if (fixed || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setStart(event.clientX);
      }}
      onPointerMove={(event) => {
        if (start === null) return;
        const moved = event.clientX - start;
        const by = Math.round(moved / (room + 6));
        setShift(moved);
        if (by !== 0) {
          onMove(by);
          setStart(start + by * (room + 6));
          setShift(moved - by * (room + 6));
        }
      }}
      onPointerUp={() => {
        setStart(null);
      }}
      onClick={(event) => {
        event.stopPropagation();
        if (shift === 0) onScale();
        setShift(0);
      }}
      onKeyDown={(event) => {
        if (fixed || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
        onMove(event.key === 'ArrowLeft' ? -1 : 1);
        event.preventDefault();
      }}
    >
      <span>{axis.name}</span>
      <small>{categories ? '' : axis.scale}</small>
    </button>
  );
}
