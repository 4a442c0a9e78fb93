/** What scripts print for a terminal, as text for a page: colours become spans, all other control is dropped. */

export interface Span {
  readonly text: string;
  readonly bold: boolean;
  readonly faint: boolean;
  /** One of the terminal's first eight colours, 0 black to 7 white; null for the text's own. */
  readonly colour: number | null;
}

type Look = Omit<Span, 'text'>;

const PLAIN: Look = { bold: false, faint: false, colour: null };
// Control sequences (ECMA-48, 5.4), operating system commands, and what else begins with ESC.
// eslint-disable-next-line no-control-regex -- they are what it is about
const ESCAPES = /\u001b(?:\[([0-?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/g;
// eslint-disable-next-line no-control-regex -- the same
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** A line as a terminal would show it in the end: what was written over (progress bars) is gone. */
export function spans(line: string): Span[] {
  const found: Span[] = [];
  let look = PLAIN;
  let from = 0;
  const visible = line.replace(/\r+$/, '');
  const last = visible.slice(visible.lastIndexOf('\r') + 1);
  const add = (text: string): void => {
    const clean = text.replace(CONTROL, '');
    if (clean !== '') found.push({ text: clean, ...look });
  };
  for (const escape of last.matchAll(ESCAPES)) {
    add(last.slice(from, escape.index));
    if (escape[2] === 'm') look = turned(look, escape[1] ?? '');
    from = escape.index + escape[0].length;
  }
  add(last.slice(from));
  return found;
}

/** The text of a line alone. */
export function plain(line: string): string {
  return spans(line).map(({ text }) => text).join('');
}

/** The look after a "select graphic rendition" (ECMA-48, 8.3.117); of 256 or more colours only the first sixteen are followed. */
function turned(before: Look, parameters: string): Look {
  let look = before;
  const codes = parameters.split(/[;:]/).map(Number);
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const chosen = codes[at + 1] === 5 ? (codes[at + 2] ?? 0) : null;
      if (code === 38) look = { ...look, colour: chosen !== null && chosen < 16 ? chosen % 8 : null };
      at += codes[at + 1] === 2 ? 4 : 2;
    } else look = rendered(look, code);
  }
  return look;
}

function rendered(look: Look, code: number): Look {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...look, bold: true };
  if (code === 2) return { ...look, faint: true };
  if (code === 22) return { ...look, bold: false, faint: false };
  if (code === 39) return { ...look, colour: null };
  if (code >= 30 && code <= 37) return { ...look, colour: code - 30 };
  if (code >= 90 && code <= 97) return { ...look, colour: code - 90 };
  return look;
}
