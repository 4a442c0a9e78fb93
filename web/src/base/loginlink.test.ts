import { describe, expect, it } from 'vitest';
import { parseLoginLink } from './loginlink';

describe('a login link', () => {
  it('brings its token and where to go', () => {
    const next = '/ana/mnist/sweeps/k3x9q7ab?sort=value&dir=desc';
    expect(parseLoginLink(`#token=a1B2&next=${encodeURIComponent(next)}`)).toEqual({ token: 'a1B2', next });
    expect(parseLoginLink('#token=a1B2')).toEqual({ token: 'a1B2', next: '/' });
  });

  it.each(['//evil.example', '/\\evil.example', '/\t/evil.example', 'https://evil.example', 'javascript:alert(1)', ''])(
    'does not lead to %j',
    (next) => {
      expect(parseLoginLink(`#token=a&next=${encodeURIComponent(next)}`)?.next).toBe('/');
    },
  );

  it('is none without a token', () => {
    expect(parseLoginLink('')).toBeNull();
    expect(parseLoginLink('#next=/x')).toBeNull();
  });
});
