import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PredictionPicture } from './prediction';
import { Predictions, summaryOf, type Expected } from './predictions';

const RUNS: readonly Expected[] = [
  { run: 'a', number: 4, median: 0.3, low: 0.2, high: 0.4, value: 0.35 },
  { run: 'b', number: 7, median: 0.2, low: 0.1, high: 0.3, value: 0.05 },
  { run: 'c', number: 9, median: 0.2, low: 0.1, high: 0.3, value: 0.9 },
];

const common = { metric: 'loss', scale: 'linear', hot: null, pinned: [], onHover: () => {}, onPin: () => {} } as const;

beforeEach(() => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
});

describe('predictions against what came out', () => {
  it('say in a sentence how good they were', () => {
    expect(summaryOf('loss', RUNS)).toBe('Of 3 predictions of loss 1 (33 %) came out within the 68 % interval, 1 below it and 1 above.');
  });

  it('are told run by run to those who move by keys, and as a table', async () => {
    const seen: (string | null)[] = [];
    const user = userEvent.setup();
    render(<Predictions {...common} runs={RUNS} onHover={(run) => seen.push(run)} />);
    screen.getByRole('application').focus();
    await user.keyboard('{ArrowRight}{End}');
    expect(seen).toEqual(['a', 'c']);
    expect(screen.getByText('run 9: predicted 0.2, from 0.1 to 0.3, came out at 0.9')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Show as table' }));
    expect(screen.getByRole('row', { name: 'run 7 0.2 0.1 0.3 0.05' })).toBeTruthy();
  });

  it('leave out what lies far from all others until it is asked for', async () => {
    const many = Array.from({ length: 30 }, (_, at) => ({ run: `r${at}`, number: at, median: at / 30, low: 0, high: 1, value: at / 30 }));
    render(<Predictions {...common} runs={[...many, { run: 'far', number: 31, median: 0.5, low: 0, high: 1, value: 1e6 }]} />);
    await userEvent.click(screen.getByRole('button', { name: '1 point outside · show all' }));
    expect(screen.getByRole('button', { name: 'all points shown · leave out the outlying' })).toBeTruthy();
  });

  it('say why a log axis shows nothing', () => {
    render(<Predictions {...common} scale="log" runs={[{ run: 'a', number: 1, median: -1, low: -2, high: 0, value: -1 }]} />);
    expect(screen.getByText(/A log axis shows values above 0 only/)).toBeTruthy();
  });
});

describe('the prediction of one run', () => {
  const one = { metric: 'loss', median: 0.3, low: 0.2, high: 0.4, target: 0.25, state: 'finished' } as const;

  it('is told in words, with what came out', () => {
    render(<PredictionPicture {...one} value={0.35} />);
    expect(screen.getByRole('img', { name: 'loss predicted at 0.3, from 0.2 to 0.4, came out at 0.35' })).toBeTruthy();
  });

  it('tells what a run that was ended early had reached', () => {
    render(<PredictionPicture {...one} value={0.5} state="stopped" />);
    expect(screen.getByRole('img', { name: /had reached 0\.5$/ })).toBeTruthy();
  });

  it('says where the value lies beyond the picture, and nothing where it draws no number', () => {
    const { container } = render(<PredictionPicture {...one} value={1e9} />);
    expect(screen.getByText(/came out at 1000000000, beyond the picture/)).toBeTruthy();
    expect(container.innerHTML).not.toMatch(/NaN|Infinity/);
  });

  it('draws a running run and one that is certain', () => {
    const { container } = render(<PredictionPicture {...one} low={0.3} high={0.3} target={null} value={null} state="running" />);
    expect(screen.getByRole('img', { name: 'loss predicted at 0.3, from 0.3 to 0.3' })).toBeTruthy();
    expect(container.innerHTML).not.toMatch(/NaN|Infinity/);
  });
});
