import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/client';
import { newQueryClient } from '../api/queries';
import { Loaded } from './loaded';

type Answer = () => Promise<string>;

function Runs({ answer }: { answer: Answer }) {
  const query = useQuery({ queryKey: ['runs'], queryFn: answer });
  return (
    <Loaded query={query} what="the runs">
      {(text) => <p>{text}</p>}
    </Loaded>
  );
}

function show(answer: Answer): ReturnType<typeof newQueryClient> {
  const client = newQueryClient();
  render(
    <QueryClientProvider client={client}>
      <Runs answer={answer} />
    </QueryClientProvider>,
  );
  return client;
}

const pass = (seconds: number): Promise<unknown> => act(() => vi.advanceTimersByTimeAsync(seconds * 1000));

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('what is fetched', () => {
  it('is waited for in silence at first, then by name, then with a way to try again', async () => {
    show(() => new Promise(() => {}));
    await pass(1);
    expect(screen.getByRole('status').textContent).toBe('');
    await pass(3);
    expect(screen.getByRole('status').textContent).toBe('Fetching the runs…');
    expect(screen.queryByRole('button')).toBeNull();
    await pass(7);
    expect(screen.getByRole('button').textContent).toBe('Try again');
  });

  it('is asked for once more where the server said no, by the button', async () => {
    const answer = vi.fn<Answer>().mockRejectedValueOnce(new ApiError('not_found', 'there is no sweep x', 404)).mockResolvedValue('12 runs');
    show(answer);
    await pass(0);
    expect(screen.getByRole('alert').textContent).toContain('Could not fetch the runs');
    expect(screen.getByRole('alert').textContent).toContain('there is no sweep x');
    screen.getByRole('button').click();
    await pass(0);
    expect(screen.getByText('12 runs')).toBeDefined();
    expect(answer).toHaveBeenCalledTimes(2);
  });

  it('is asked for again without being told to where nobody answered', async () => {
    const answer = vi.fn<Answer>().mockRejectedValueOnce(new ApiError('unreachable', 'no answer', 0)).mockResolvedValue('12 runs');
    show(answer);
    await pass(5);
    expect(screen.getByText('12 runs')).toBeDefined();
  });

  it('stays when it cannot be fetched anew', async () => {
    const answer = vi.fn<Answer>().mockResolvedValueOnce('12 runs').mockRejectedValue(new ApiError('forbidden', 'no', 403));
    const client = show(answer);
    await pass(0);
    void client.invalidateQueries();
    await pass(0);
    expect(answer).toHaveBeenCalledTimes(2);
    expect(screen.getByText('12 runs')).toBeDefined();
  });
});
