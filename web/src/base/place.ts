/** Addresses of the page's screens. Sweeps and runs have the shape of W&B's, so that its client prints them too. */

export interface ProjectPath {
  readonly entity: string;
  readonly project: string;
}

export type Place =
  | { readonly screen: 'sweeps'; readonly of: ProjectPath | null }
  | { readonly screen: 'sweep'; readonly of: ProjectPath; readonly sweep: string }
  | { readonly screen: 'run'; readonly of: ProjectPath; readonly run: string }
  | { readonly screen: 'login' }
  | { readonly screen: 'nowhere' };

/** What a path shows; `nowhere` for one that means nothing. */
export function parsePlace(path: string): Place {
  const parts = pieces(path);
  if (parts === null) return { screen: 'nowhere' };
  const [entity, project, kind, id] = parts;
  if (entity === undefined) return { screen: 'sweeps', of: null };
  if (project === undefined) return { screen: entity === 'login' ? 'login' : 'nowhere' };
  const of = { entity, project };
  if (kind === undefined || (kind === 'sweeps' && id === undefined)) return { screen: 'sweeps', of };
  if (id === undefined || parts.length > 4) return { screen: 'nowhere' };
  if (kind === 'sweeps') return { screen: 'sweep', of, sweep: id };
  if (kind === 'runs') return { screen: 'run', of, run: id };
  return { screen: 'nowhere' };
}

/** The path of a place: the inverse of `parsePlace`. */
export function formatPlace(place: Place): string {
  switch (place.screen) {
    case 'sweeps':
      return place.of === null ? '/' : joined(place.of.entity, place.of.project);
    case 'sweep':
      return joined(place.of.entity, place.of.project, 'sweeps', place.sweep);
    case 'run':
      return joined(place.of.entity, place.of.project, 'runs', place.run);
    case 'login':
      return '/login';
    case 'nowhere':
      return '/';
  }
}

function pieces(path: string): string[] | null {
  try {
    return path.split('/').filter((part) => part !== '').map(decodeURIComponent);
  } catch {
    return null; // a stray % in what somebody typed
  }
}

function joined(...parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join('');
}
