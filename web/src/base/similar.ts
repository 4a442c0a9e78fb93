/** Names that somebody may have meant. */

/** Those of `names` that are nearly `name`, the most alike first, three at most: other case or marks, a slip, a word in common. */
export function similar(name: string, names: readonly string[]): string[] {
  const ranked = names.map((known) => ({ known, far: distance(name, known) })).filter(({ far }) => far <= 1);
  return ranked.sort((a, b) => a.far - b.far).slice(0, 3).map(({ known }) => known);
}

/** 0 for the same letters; up to 1 for what is still alike. */
function distance(a: string, b: string): number {
  const [x, y] = [letters(a), letters(b)];
  if (x === y) return 0;
  const slips = (of: string): number => edits(x, of) / Math.max(2, Math.min(x.length, of.length) / 3);
  const shared = words(a).some((word) => word.length > 2 && words(b).includes(word));
  const part = words(b).some((word) => word.length > 3 && slips(word) < 1);
  return Math.min(slips(y), shared || part || (x.length > 1 && y.startsWith(x)) ? 0.9 : Infinity);
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function words(text: string): string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
}

/** Letters to put in, take out or change (Levenshtein). */
function edits(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row += 1) {
    const here = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const changed = (above[column - 1] ?? 0) + Number(a[row - 1] !== b[column - 1]);
      here.push(Math.min((above[column] ?? 0) + 1, (here[column - 1] ?? 0) + 1, changed));
    }
    above = here;
  }
  return above[b.length] ?? 0;
}
