import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrast } from '../base/contrast';

const css = readFileSync('src/theme/tokens.css', 'utf8');
const THEMES = { light: tokens(/^:root \{([^}]*)\}/m), dark: tokens(/data-theme='dark'\] \{([^}]*)\}/) };

const GROUNDS = ['--canvas', '--surface', '--surface-hover', '--surface-selected'];
const TEXTS = ['--text', '--text-soft', '--text-faint', '--accent', '--danger'];
const ON = [['--on-accent', '--accent'], ['--on-danger', '--danger'], ['--text', '--warn-surface'], ['--text-soft', '--warn-surface']];
const LINES = ['--line-strong', '--focus', '--chart-line', '--chart-axis', '--chart-best', '--chart-envelope'];

function tokens(block: RegExp): Map<string, string> {
  const text = block.exec(css)?.[1] ?? '';
  return new Map(Array.from(text.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g), ([, name = '', colour = '']) => [name, colour]));
}

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  const colour = (name: string): string => THEMES[theme].get(name) ?? expect.fail(`no ${name}`);
  const named = (start: string): string[] => [...THEMES[theme].keys()].filter((name) => name.startsWith(start));

  it('shows text on every ground with 4.5:1 at least', () => {
    const pairs = [...[...TEXTS, ...named('--state-')].flatMap((text) => GROUNDS.map((ground) => [text, ground])), ...ON];
    const faint = pairs.filter(([text = '', ground = '']) => contrast(colour(text), colour(ground)) < 4.5);
    expect(faint).toEqual([]);
  });

  it('shows lines that carry meaning with 3:1 at least', () => {
    const lines = [...LINES, ...named('--series-')];
    expect(lines.filter((line) => contrast(colour(line), colour('--surface')) < 3)).toEqual([]);
  });

  it('names the same colours as the other', () => {
    expect([...THEMES[theme].keys()]).toEqual([...THEMES.light.keys()]);
  });
});
