/** What people copy from the page into a terminal or a file. */

/** A command as one line for a shell: the same words come out of it again. */
export function shellLine(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

/** A mapping of plain values as YAML, a line each; lists and mappings within in the form of JSON, which is YAML too. */
export function yamlLines(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${scalar(name)}: ${literal(value)}\n`)
    .join('');
}

function literal(value: unknown): string {
  if (typeof value === 'string') return scalar(value);
  const text = JSON.stringify(value);
  return typeof value === 'number' ? text.replace(/^(-?\d+)e/, '$1.0e') : text; // YAML 1.1 takes 1e-7 for a text
}

/** A text that no version of YAML reads as anything else. */
function scalar(text: string): string {
  const simple = /^[A-Za-z_][\w./-]*$/.test(text) && !/^(y|n|yes|no|on|off|true|false|null|inf|nan)$/i.test(text);
  return simple ? text : JSON.stringify(text);
}
