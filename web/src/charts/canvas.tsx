/** Canvases that fit their place: crisp at any pixel ratio, drawn anew only when what they show has changed. */
import { useCallback, useEffect, useRef, useState, useSyncExternalStore, type MouseEvent, type PointerEvent } from 'react';
import { Raster } from '../base/raster';
import styles from './chart.module.css';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Context = CanvasRenderingContext2D;

/** The size of an element in CSS pixels, followed; null before it is known or while there is no room. */
export function useSize(): [(element: HTMLElement | null) => (() => void) | undefined, Size | null] {
  const [size, setSize] = useState<Size | null>(null);
  const measure = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      setSize((before) => (before?.width === width && before.height === height ? before : width > 0 && height > 0 ? { width, height } : null));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [measure, size];
}

/** The value, but not a new one more often than every so many milliseconds: for what is dear to draw and changes all the time. */
export function useCalm<T>(value: T, every: number): T {
  const [shown, setShown] = useState(value);
  const last = useRef(-Infinity);
  useEffect(() => {
    const show = (): void => {
      last.current = performance.now();
      setShown(value);
    };
    const timer = setTimeout(show, Math.max(0, last.current + every - performance.now()));
    return () => {
      clearTimeout(timer);
    };
  }, [value, every]);
  return shown;
}

/** Pixels between press and release up to which it is a click, and no drag. */
const STILL = 4;

/** Handlers for an element that is clicked and dragged over: the end of a drag is no click. */
export function useClick(clicked: () => void): { onPointerDown: (event: PointerEvent) => void; onClick: (event: MouseEvent) => void } {
  const pressed = useRef({ x: 0, y: 0 });
  return {
    onPointerDown(event) {
      pressed.current = { x: event.clientX, y: event.clientY };
    },
    onClick(event) {
      if (Math.hypot(event.clientX - pressed.current.x, event.clientY - pressed.current.y) <= STILL) clicked();
    },
  };
}

/** How many pixels of the screen a CSS pixel has; changes when the page is zoomed or moved to another screen. */
export function useRatio(): number {
  return useSyncExternalStore(watchRatio, () => window.devicePixelRatio);
}

function watchRatio(changed: () => void): () => void {
  window.addEventListener('resize', changed); // zooming changes the size in CSS pixels too
  return () => {
    window.removeEventListener('resize', changed);
  };
}

/** The canvas at this size, empty, with a context that takes CSS pixels. */
export function fit(canvas: HTMLCanvasElement, { width, height }: Size, ratio: number): Context | null {
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  const context = canvas.getContext('2d');
  if (canvas.width === across && canvas.height === down) context?.reset(); // setting the size anew would take new memory
  else [canvas.width, canvas.height] = [across, down];
  context?.scale(ratio, ratio);
  return context;
}

/** A raster for a canvas of this size: with as many pixels as the screen has there. */
export function rasterFor({ width, height }: Size, ratio: number, thickness: number): Raster {
  return new Raster(Math.round(width * ratio), Math.round(height * ratio), thickness * ratio);
}

/** Shows a raster on a canvas, and gives a context that takes CSS pixels, to draw on top of it. */
export function paint(canvas: HTMLCanvasElement, raster: Raster, size: Size, ratio: number, colours: readonly (readonly number[])[], opacity: number): Context | null {
  const context = fit(canvas, size, ratio);
  if (context === null) return null;
  const image = context.createImageData(raster.width, raster.height);
  raster.paint(image.data, colours, opacity);
  context.putImageData(image, 0, 0);
  return context;
}

/** One canvas of several on top of each other; drawn when `draw` is another function, or the size changed. */
export function Layer({ size, draw }: { size: Size; draw: (context: Context) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const ratio = useRatio();
  useEffect(() => {
    if (canvas.current === null) return;
    const context = fit(canvas.current, size, ratio);
    if (context !== null) draw(context);
  }, [size, ratio, draw]);
  return <canvas ref={canvas} className={styles.layer} aria-hidden="true" />;
}
