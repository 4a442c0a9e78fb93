import { age, duration, moment } from '../base/format';
import { useNow } from './now';

/** How long ago, with the moment itself in the title: `2m ago`. */
export function Age({ at }: { at: number }) {
  return (
    <time dateTime={new Date(at * 1000).toISOString()} title={moment(at)}>
      {age(useNow() - at)} ago
    </time>
  );
}

/** How long something has lasted or lasts until now; a dash before it begins. */
export function Lasting({ from, to }: { from: number | null; to: number | null }) {
  if (from === null) return '–';
  return to === null ? <Running from={from} /> : duration(to - from);
}

function Running({ from }: { from: number }) {
  return duration(useNow() - from);
}
