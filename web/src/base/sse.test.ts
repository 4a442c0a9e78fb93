import { describe, expect, it } from 'vitest';
import { MessageReader } from './sse';

const STREAM = 'event: hello\nid: a1.7\ndata: {}\n\n: keep-alive\n\nevent: run\r\ndata: {"a":\r\ndata: 1}\r\n\r\ndata:x: y\n\n';
const MESSAGES = [
  { kind: 'hello', data: '{}', id: 'a1.7' },
  { kind: 'run', data: '{"a":\n1}', id: null },
  { kind: 'message', data: 'x: y', id: null },
];

describe('a stream of events', () => {
  it.each([1, 2, 7, 1000])('is read in pieces of %d characters', (size) => {
    const reader = new MessageReader();
    const pieces = STREAM.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
    expect(pieces.flatMap((piece) => reader.push(piece))).toEqual(MESSAGES);
  });

  it('keeps back what is not complete', () => {
    const reader = new MessageReader();
    expect(reader.push('data: 1\n')).toEqual([]);
    expect(reader.push('\n')).toEqual([{ kind: 'message', data: '1', id: null }]);
  });
});
