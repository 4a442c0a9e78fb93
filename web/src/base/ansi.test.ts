import { describe, expect, it } from 'vitest';
import { plain, spans } from './ansi';

describe('lines of a terminal', () => {
  it('keeps colours and weight as spans', () => {
    expect(spans('a \u001b[1;31mred\u001b[0m b')).toEqual([
      { text: 'a ', bold: false, faint: false, colour: null },
      { text: 'red', bold: true, faint: false, colour: 1 },
      { text: ' b', bold: false, faint: false, colour: null },
    ]);
    expect(spans('\u001b[38;5;12mblue\u001b[39m \u001b[38;2;1;2;3mown\u001b[2mfaint').map(({ colour, faint }) => [colour, faint])).toEqual([
      [4, false],
      [null, false],
      [null, false],
      [null, true],
    ]);
  });

  it.each([
    ['\u001b[2K\u001b[1Gdone', 'done'],
    ['\u001b]0;title\u0007text', 'text'],
    ['10%\r50%\r100%', '100%'],
    ['windows\r', 'windows'],
    ['bell\u0007 tab\there', 'bell tab\there'],
    ['cut off \u001b', 'cut off '],
    ['<b>not markup</b>', '<b>not markup</b>'],
  ])('shows %j as text', (line, expected) => {
    expect(plain(line)).toBe(expected);
  });
});
