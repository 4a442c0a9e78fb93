/** The frame of charts with two axes: uPlot draws axes and grid and takes the drags; what lies within is drawn by layers. */
import { useCallback, useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Scale } from '../base/scales';
import { useClick, useSize, type Size } from './canvas';
import { useColours, type Colours } from './colours';
import styles from './plot.module.css';

export interface PlotAxis {
  readonly scale: Scale;
  readonly label: string;
  readonly format: (value: number) => string;
}

/** Part of the plane, in values; null is all of that axis. */
export interface Zoom {
  readonly x: readonly [number, number] | null;
  readonly y: readonly [number, number] | null;
}

export interface Pointer {
  readonly x: number;
  readonly y: number;
}

interface PlotProps {
  readonly height: number;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  /** What the chart shows, and what its keys do. */
  readonly label: string;
  readonly keys: string;
  readonly onPointer: (pointer: Pointer | null, size: Size) => void;
  readonly onClick: () => void;
  readonly onKey: (event: KeyboardEvent) => void;
  /** A drag asks for a part, a double click for all; without it neither does anything. */
  readonly onZoom?: (zoom: Zoom | null) => void;
  readonly children: (size: Size) => ReactNode;
}

/** Pixels a tick and its label need. */
const X_ROOM = 76;
const Y_ROOM = 32;

export function Plot(props: PlotProps) {
  const { height, x, y, label, keys, onPointer, onClick, onKey, children } = props;
  const click = useClick(onClick);
  const [measure, size] = useSize();
  const [inner, setInner] = useState<{ element: HTMLElement; size: Size } | null>(null);
  const follow = useCallback((element: HTMLElement, of: Size) => {
    setInner((before) => {
      const same = before?.element === element && before.size.width === of.width && before.size.height === of.height;
      return same ? before : { element, size: of };
    });
  }, []);
  return (
    <div
      ref={measure}
      className={styles.plot}
      style={{ height }}
      tabIndex={0}
      role="application"
      aria-roledescription="chart"
      aria-label={`${label} ${keys}`}
      onKeyDown={onKey}
    >
      {size !== null && <Frame {...props} size={size} onInner={follow} />}
      {inner !== null &&
        createPortal(
          <div
            className={styles.inner}
            onPointerMove={({ nativeEvent: { offsetX, offsetY } }) => {
              onPointer({ x: offsetX, y: offsetY }, inner.size);
            }}
            onPointerLeave={() => {
              onPointer(null, inner.size);
            }}
            {...click}
          >
            {children(inner.size)}
            <span className={styles.yLabel}>{y.label}</span>
            <span className={styles.xLabel}>{x.label}</span>
          </div>,
          inner.element,
        )}
    </div>
  );
}

interface FrameProps extends PlotProps {
  readonly size: Size;
  readonly onInner: (element: HTMLElement, size: Size) => void;
}

/** uPlot itself, which sees places between 0 and 1 on both axes: what values stand there is ours alone. It is made once. */
function Frame({ x, y, size, onZoom, onInner }: FrameProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const colours = useColours();
  const live = useRef({ x, y, colours }); // what uPlot asks for while it draws
  useLayoutEffect(() => {
    live.current = { x, y, colours };
  }, [x, y, colours]);

  const zoomed = useEffectEvent((zoom: Zoom | null) => onZoom?.(zoom));
  const create = useEffectEvent((element: HTMLElement) => {
    const told = (self: uPlot): void => {
      const [width, height] = [self.over.clientWidth, self.over.clientHeight];
      onInner(self.over, { width, height });
    };
    const options = plotOptions(size, () => live.current, onZoom !== undefined, zoomed, told);
    return new uPlot(options, [[0, 1], [null, null]], element);
  });

  useEffect(() => {
    if (host.current === null) return;
    const made = create(host.current);
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, []);

  useEffect(() => {
    plot.current?.setSize(size);
  }, [size]);

  useEffect(() => {
    plot.current?.redraw(false, true);
  }, [x, y, colours]);

  return <div ref={host} className={styles.frame} />;
}

interface Shown {
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly colours: Colours;
}

function plotOptions(
  size: Size,
  shown: () => Shown,
  zooms: boolean,
  zoomed: (zoom: Zoom | null) => void,
  told: (self: uPlot) => void,
): uPlot.Options {
  const first = shown();
  const ticks = (of: 'x' | 'y', self: uPlot): number[] => {
    const pixels = (of === 'x' ? self.bbox.width : self.bbox.height) / uPlot.pxRatio;
    return shown()[of].scale.ticks(pixels / (of === 'x' ? X_ROOM : Y_ROOM));
  };
  const axis = (of: 'x' | 'y', more: uPlot.Axis): uPlot.Axis => ({
    font: `11px ${first.colours.font}`,
    stroke: () => shown().colours.axis,
    grid: { stroke: () => shown().colours.grid, width: 1 },
    ticks: { show: false },
    border: { show: of === 'x', stroke: () => shown().colours.line, width: 1 },
    space: 1,
    splits: (self) => ticks(of, self).map(shown()[of].scale.place),
    values: (self) => ticks(of, self).map(shown()[of].format),
    ...more,
  });
  return {
    ...size,
    padding: [22, 14, 0, 0],
    legend: { show: false },
    series: [{}, { show: false }],
    scales: { x: { time: false, range: [0, 1] }, y: { range: [0, 1] } },
    axes: [axis('x', { gap: 6, size: 40 }), axis('y', { gap: 7, size: labelSize })],
    cursor: {
      x: false,
      y: false,
      points: { show: false },
      drag: { x: zooms, y: zooms, uni: 30, dist: 5, setScale: false },
      bind: {
        // What is under the pointer is the layers' cover, never uPlot's own element, which is all that it would listen to.
        mousedown: (_, __, handle) => (event) => {
          if (event.button === 0) handle(event);
          return null;
        },
        mousemove: (_, __, handle) => (event) => {
          handle(event);
          return null;
        },
        dblclick: () => () => {
          zoomed(null);
          return null;
        },
      },
    },
    hooks: {
      ready: [told],
      setSize: [told],
      draw: [told],
      setSelect: [
        (self) => {
          const { left, top, width, height } = self.select;
          if (width === 0 || height === 0) return;
          self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          const [allX, allY] = [width >= self.over.clientWidth - 1, height >= self.over.clientHeight - 1];
          const { x, y } = shown();
          const [across, up] = [(pixel: number) => x.scale.value(self.posToVal(pixel, 'x')), (pixel: number) => y.scale.value(self.posToVal(pixel, 'y'))];
          zoomed({ x: allX ? null : [across(left), across(left + width)], y: allY ? null : [up(top + height), up(top)] });
        },
      ],
    },
  };
}

/** Room for the longest label of the y axis. */
function labelSize(self: uPlot, values: string[] | null): number {
  if (values === null || values.length === 0) return 40;
  self.ctx.font = `${11 * uPlot.pxRatio}px ${getComputedStyle(self.root).fontFamily}`;
  const widest = Math.max(...values.map((label) => self.ctx.measureText(label).width));
  return Math.max(34, Math.ceil(widest / uPlot.pxRatio) + 14);
}
