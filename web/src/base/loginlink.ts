/** What a login link carries in its fragment, which browsers keep to themselves: `#token=…&next=/ana/mnist/sweeps/k3x9q7ab`. */
export interface LoginLink {
  readonly token: string;
  /** Where to go afterwards: a path of this page, never another site. */
  readonly next: string;
}

/** The link of a fragment (with or without `#`); null where it has no token. */
export function parseLoginLink(fragment: string): LoginLink | null {
  const given = new URLSearchParams(fragment.replace(/^#/, ''));
  const token = given.get('token') ?? '';
  return token === '' ? null : { token, next: ownPath(given.get('next')) };
}

/** The path if it stays on this page; browsers take `//host` and `/\host` for another one. */
function ownPath(path: string | null): string {
  return path !== null && /^\/(?![/\\])/.test(path) && !/[\t\n\r]/.test(path) ? path : '/';
}
