import { describe, expect, it } from 'vitest';
import { contrast } from './contrast';
import { ramp } from './ramp';

const GROUND = { light: '#ffffff', dark: '#161a20' };
const STEPS = Array.from({ length: 21 }, (_, at) => at / 20);

describe.each(['light', 'dark'] as const)('the ramp on %s ground', (theme) => {
  const contrasts = STEPS.map((goodness) => contrast(ramp(goodness, theme), GROUND[theme]));

  it('stands out more the better the value', () => {
    expect(contrasts).toEqual([...contrasts].sort((a, b) => a - b));
  });

  it('shows even the worst', () => {
    expect(contrasts[0]).toBeGreaterThan(2.5);
  });

  it('takes values outside for the ends, and NaN for the worst', () => {
    expect([ramp(-1, theme), ramp(NaN, theme), ramp(7, theme)]).toEqual([ramp(0, theme), ramp(0, theme), ramp(1, theme)]);
  });
});
