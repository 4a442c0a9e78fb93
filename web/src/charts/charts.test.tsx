import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AxisScale } from '../base/axes';
import type { Brushes } from '../base/brush';
import { sampleChoice, sampleRange } from '../base/samples';
import { CurvesChart } from './curves';
import { MetricOverRuns, type RunValue } from './metric-over-runs';
import { ParallelCoordinates, type RunPoint } from './parallel-coordinates';
import { Sparkline } from './sparkline';
import { Tradeoff, type Measure, type RunPlace } from './tradeoff';

/** Gives everything a size at once; nothing is drawn, for there is no canvas. */
class Sized implements ResizeObserver {
  private readonly told: ResizeObserverCallback;
  constructor(told: ResizeObserverCallback) {
    this.told = told;
  }
  observe(): void {
    this.told([{ contentRect: { width: 1000, height: 300 } } as ResizeObserverEntry], this);
  }
  unobserve(): void {}
  disconnect(): void {}
}

beforeEach(() => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  Object.assign(HTMLElement.prototype, { setPointerCapture() {} }); // jsdom has none
});

const common = { metric: 'loss', goal: 'minimize', hot: null, pinned: [], onHover: () => {}, onPin: () => {} } as const;

const arranged = { order: [], scales: {}, onOrder: () => {}, onScales: () => {} };

describe('charts without anything to draw', () => {
  it.each([
    ['curves', <CurvesChart key="c" {...common} curves={[]} states={new Map()} x="step" y="linear" zoom={null} onZoom={() => {}} />, /No run has logged loss yet/],
    ['metric over runs', <MetricOverRuns key="m" {...common} runs={[]} y="linear" />, /No run yet/],
    ['parallel coordinates', <ParallelCoordinates key="p" {...common} parameters={[sampleChoice('a', 1)]} runs={[point(1, 1, 1)]} brushes={{}} {...arranged} onBrush={() => {}} />, /No parameter of this sweep varies/],
  ])('say why: %s', (_, chart, why) => {
    render(chart);
    expect(screen.getByText(why)).toBeTruthy();
  });

  it('say it of a sparkline too', () => {
    render(<Sparkline values={[NaN]} label="loss of run 3" />);
    expect(screen.getByRole('img', { name: 'loss of run 3: no value yet' })).toBeTruthy();
  });
});

describe('sparklines', () => {
  const path = (values: number[]) => {
    const { container } = render(<Sparkline values={values} label="loss" />);
    return container.querySelector('path')?.getAttribute('d') ?? '';
  };

  it('have a gap where there is no value', () => {
    expect(path([1, 2, NaN, 4, 5]).match(/M/g)).toHaveLength(2);
    expect(path([1, Infinity, 2])).not.toMatch(/NaN|Infinity/);
  });

  it('take one value, and values that never change', () => {
    expect(path([3])).not.toMatch(/NaN/);
    expect(path([3, 3, 3])).not.toMatch(/NaN/);
  });
});

describe('the table of a chart', () => {
  it('comes when asked for, with its numbers', async () => {
    const runs: RunValue[] = [{ run: 'a', number: 7, state: 'finished', value: 0.25, able: true }, { run: 'b', number: 8, state: 'failed', value: null, able: true }];
    render(<MetricOverRuns {...common} runs={runs} y="linear" />);
    expect(screen.getByText('Best loss 0.25 at run 7; median 0.25 of 1 run; 1 without a value.')).toBeTruthy();
    expect(screen.queryByRole('table')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Show as table' }));
    expect(screen.getByRole('row', { name: 'run 7 finished 0.25' })).toBeTruthy();
    expect(screen.getByRole('row', { name: 'run 8 failed no value' })).toBeTruthy();
  });
});

describe('the metric over the runs where a limit holds', () => {
  const run = (number: number, value: number, able: boolean): RunValue => ({ run: `r${number}`, number, state: 'finished', value, able });

  it('calls the best what keeps the limit', () => {
    const { rerender } = render(<MetricOverRuns {...common} runs={[run(1, 0.1, false), run(2, 0.3, true)]} y="linear" />);
    expect(screen.getByText('Best loss 0.3 at run 2; median 0.3 of 2 runs.')).toBeTruthy();
    expect(screen.getByText('outside a limit')).toBeTruthy();
    rerender(<MetricOverRuns {...common} runs={[run(1, 0.1, false)]} y="linear" />);
    expect(screen.getByText('None keeps the limits; median 0.1 of 1 run.')).toBeTruthy();
  });
});

describe('two metrics against each other', () => {
  const x: Measure = { name: 'loss', goal: 'minimize', low: null, high: null };
  const y: Measure = { name: 'speed', goal: 'maximize', low: 1, high: null };
  const place = (number: number, across: number, up: number, more: Partial<RunPlace> = {}): RunPlace => ({ run: `r${number}`, number, state: 'finished', x: across, y: up, front: false, broken: false, ...more });
  const runs = [place(1, 0.5, 9, { front: true }), place(2, 0.1, 3, { front: true }), place(3, 0.6, 2), place(4, 0.05, 0.5, { broken: true })];
  const shown = { x, y, runs, front: runs.filter(({ front }) => front), hot: null, pinned: [] } as const;

  it('say in a sentence and in a table what is on the front and what breaks a limit', async () => {
    render(<Tradeoff {...shown} onHover={() => {}} onPin={() => {}} />);
    expect(screen.getByText('2 of 4 runs are on the front: loss 0.1 to 0.5, speed 3 to 9. 1 breaks a limit (speed at least 1).')).toBeTruthy();
    for (const mark of ['no other run beats these', 'limit', 'breaks a limit', 'finished']) expect(screen.getByText(mark)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Show as table' }));
    expect(screen.getAllByRole('row').slice(1).map((row) => row.textContent)).toEqual([
      'run 4finished0.050.5breaks a limit',
      'run 2finished0.13on the front',
      'run 1finished0.59on the front',
      'run 3finished0.62',
    ]);
  });

  it('are walked through from left to right by keyboard, and pinned', async () => {
    const pinned = vi.fn<(run: string) => void>();
    function Screen() {
      const [hot, setHot] = useState<string | null>(null);
      return <Tradeoff {...shown} hot={hot} onHover={setHot} onPin={pinned} />;
    }
    render(<Screen />);
    screen.getByRole('application').focus();
    await userEvent.keyboard('{Home}{ArrowRight}');
    expect(screen.getByRole('status').textContent).toBe('run 2, finished: loss 0.1, speed 3, on the front');
    await userEvent.keyboard('{Enter}');
    expect(pinned).toHaveBeenCalledExactlyOnceWith('r2');
  });

  it('say why there is nothing to draw', () => {
    render(<Tradeoff {...shown} runs={[]} front={[]} onHover={() => {}} onPin={() => {}} />);
    expect(screen.getByText(/No run has a value of both loss and speed yet/)).toBeTruthy();
  });
});

function point(number: number, lr: number, value: number | null): RunPoint {
  return { run: `r${number}`, number, state: 'finished', point: { lr, opt: number % 2 === 0 ? 'adam' : 'sgd', layers: number }, value, able: true };
}

describe('parallel coordinates by keyboard', () => {
  const runs = [point(1, 0.1, 3), point(2, 0.2, 2), point(3, 0.5, 1), point(4, 1, null)];
  const parameters = [sampleRange('lr', 0, 1), sampleChoice('opt', 'adam', 'sgd'), sampleRange('layers', 1, 4)];
  const brushed = vi.fn<(brushes: Brushes) => void>();
  const hovered = vi.fn<(run: string | null) => void>();

  function Screen() {
    const [brushes, setBrushes] = useState<Brushes>({});
    const [order, setOrder] = useState<readonly string[]>([]);
    const [scales, setScales] = useState<Readonly<Record<string, AxisScale>>>({});
    const [hot, setHot] = useState<string | null>(null);
    return (
      <ParallelCoordinates
        {...common}
        {...{ runs, parameters, brushes, hot, order, scales }}
        onOrder={setOrder}
        onScales={setScales}
        onBrush={(next) => {
          brushed(next);
          setBrushes(next);
        }}
        onHover={(run) => {
          hovered(run);
          setHot(run);
        }}
      />
    );
  }

  beforeEach(() => {
    vi.stubGlobal('ResizeObserver', Sized);
    render(<Screen />);
  });

  const slider = (name: string) => screen.getByRole('slider', { name });

  it('moves the ends of a selection, and clears it', async () => {
    slider('layers: lower end of the selection').focus();
    await userEvent.keyboard('{ArrowUp}');
    expect(brushed).toHaveBeenLastCalledWith({ layers: { kind: 'range', low: 2, high: Infinity } });
    expect(screen.getByText('3 of 4 runs with layers at least 2; best loss 1 at run 3.')).toBeTruthy();
    expect(slider('layers: lower end of the selection').getAttribute('aria-valuenow')).toBe('2');
    await userEvent.keyboard('{Escape}');
    expect(brushed).toHaveBeenLastCalledWith({});
  });

  it('selects by several axes, and clears them together', async () => {
    slider('opt: lower end of the selection').focus();
    await userEvent.keyboard('{ArrowUp}');
    slider('lr: upper end of the selection').focus();
    await userEvent.keyboard('{PageDown}{PageDown}');
    expect(brushed).toHaveBeenLastCalledWith({ opt: { kind: 'some', values: ['adam'] }, lr: { kind: 'range', low: -Infinity, high: 0.8 } });
    await userEvent.click(screen.getByRole('button', { name: '1 of 4 runs selected · clear all' }));
    expect(brushed).toHaveBeenLastCalledWith({});
  });

  it('changes the scale of an axis, and its place', async () => {
    const names = () => screen.getAllByRole('button').map((button) => button.textContent).slice(0, 4);
    expect(names()).toEqual(['lrlinear', 'opt', 'layerslinear', 'losslinear']);
    await userEvent.click(screen.getByRole('button', { name: /^lr/ }));
    expect(names()[0]).toBe('lrquantile');
    await userEvent.keyboard('{ArrowRight}');
    expect(names()).toEqual(['opt', 'lrquantile', 'layerslinear', 'losslinear']);
  });

  it('walks through the runs by the metric', async () => {
    screen.getByRole('application').focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(hovered.mock.calls.map(([run]) => run)).toEqual(['r3', 'r2']);
    expect(screen.getByRole('status').textContent).toBe('run 2, finished: lr 0.2, opt adam, layers 2, loss 2');
  });
});
