/** Finding one's way in a log. */
import { plain } from '../../base/ansi';

const ERROR = /^Traceback \(most recent call last\)|\b[A-Z]\w*(Error|Exception|Interrupt)\b|\b(ERROR|FATAL|CRITICAL|panic:|Segmentation fault|Killed)\b/;

/** Indices of the lines that hold the text, whatever its case; none for no text. */
export function found(lines: readonly string[], text: string): number[] {
  const wanted = text.toLowerCase();
  if (wanted === '') return [];
  return lines.flatMap((line, at) => (plain(line).toLowerCase().includes(wanted) ? [at] : []));
}

/** Where the last error begins: the head of its traceback where it has one; null without an error. */
export function lastError(lines: readonly string[]): number | null {
  const last = lines.findLastIndex((line) => ERROR.test(plain(line)));
  if (last < 0) return null;
  const head = lines.slice(0, last + 1).findLastIndex((line) => plain(line).startsWith('Traceback'));
  if (head < 0) return last;
  // Between the head of a traceback and its error stand indented lines alone.
  return lines.slice(head + 1, last).every((line) => /^\s|^$/.test(plain(line))) ? head : last;
}

/** The match after (or before) another one, around the end; -1 where there is none. */
export function nextOf(matches: readonly number[], current: number, by: 1 | -1): number {
  if (matches.length === 0) return -1;
  const at = by === 1 ? matches.findIndex((match) => match > current) : matches.findLastIndex((match) => match < current);
  return (at < 0 ? (by === 1 ? matches[0] : matches.at(-1)) : matches[at]) ?? -1;
}

/** A text cut where the wanted one stands in it: every other piece is it. */
export function cut(text: string, wanted: string): string[] {
  if (wanted === '') return [text];
  const pieces: string[] = [];
  const lower = text.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(wanted.toLowerCase()); at >= 0; at = lower.indexOf(wanted.toLowerCase(), from)) {
    pieces.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  return [...pieces, text.slice(from)];
}
