/** How curves are drawn, wherever they are: along what, on which scale, how smooth. */
import type { View } from '../base/view';
import type { ChangeView } from './navigation';
import { Segments, Slider, Toggle } from './pick';

const AXES = [
  ['step', 'step'],
  ['count', 'count'],
  ['relative', 'time'],
  ['time', 'clock'],
] as const;

interface Props {
  readonly view: View;
  readonly change: ChangeView;
  /** What else changes in the view with the scale, such as a zoom that only fits the other one. */
  readonly withScale?: Partial<View>;
}

export function CurveControls({ view, change, withScale = {} }: Props) {
  return (
    <>
      <Segments
        label="Along"
        options={AXES}
        value={view.x}
        onChange={(x) => {
          change({ x, zoom: null });
        }}
      />
      <Toggle
        label="log"
        on={view.y === 'log'}
        onChange={(on) => {
          change({ ...withScale, y: on ? 'log' : 'linear' });
        }}
      />
      <Slider
        label="smooth"
        most={0.99}
        step={0.01}
        value={view.smooth}
        onChange={(smooth) => {
          change({ smooth }, 'soon');
        }}
      />
    </>
  );
}
