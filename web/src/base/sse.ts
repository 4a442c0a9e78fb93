/** One message of a text/event-stream. */
export interface Message {
  readonly kind: string;
  readonly data: string;
  /** The cursor to resume after this message; null where it carries none. */
  readonly id: string | null;
}

/** Reads messages from the pieces in which a stream arrives, wherever they are cut (HTML Living Standard, 9.2.6). */
export class MessageReader {
  private rest = '';
  private kind = '';
  private data: string[] = [];
  private id: string | null = null;

  /** The messages that this piece completes. */
  push(piece: string): Message[] {
    const lines = (this.rest + piece).split('\n');
    this.rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.take(line.replace(/\r$/, '')));
  }

  private take(line: string): Message[] {
    if (line === '') return this.complete();
    const [, name = '', text = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (name === 'event') this.kind = text;
    if (name === 'data') this.data.push(text);
    if (name === 'id') this.id = text;
    return [];
  }

  private complete(): Message[] {
    const message = { kind: this.kind === '' ? 'message' : this.kind, data: this.data.join('\n'), id: this.id };
    const empty = this.data.length === 0;
    this.kind = '';
    this.data = [];
    this.id = null;
    return empty ? [] : [message];
  }
}
