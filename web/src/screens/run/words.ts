/** A run in words. */
import type { Run, Why } from '../../api/records';
import { plain } from '../../base/ansi';

export function nameOf({ display_name, number, id }: Run): string {
  return display_name ?? (number === null ? `Run ${id}` : `Run ${number}`);
}

/** The server's sentences, as sentences are written. */
export function sentencesOf(sentences: Why['sentences']): string[] {
  return sentences.map(plain).map((sentence) => {
    const begun = sentence.charAt(0).toUpperCase() + sentence.slice(1);
    return /[.!?]$/.test(begun) ? begun : `${begun}.`;
  });
}
