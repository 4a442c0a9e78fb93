/**
 * Colours of values, told apart with any kind of colour blindness: viridis (Smith and van der Walt, 2015), cut so that the best
 * stands out most on the theme's own ground and the worst still shows.
 */

const VIRIDIS = [
  [68, 1, 84],
  [72, 36, 117],
  [65, 68, 135],
  [53, 95, 141],
  [42, 120, 142],
  [33, 145, 140],
  [34, 168, 132],
  [68, 191, 112],
  [122, 209, 81],
  [189, 223, 38],
  [253, 231, 37],
] as const;

/** The part of viridis in use, from the worst to the best. */
const ENDS = { light: [0.62, 0], dark: [0.32, 1] } as const;

/** The colour of how good something is: 0 the worst, 1 the best; clamped. `rgb(r g b)`. */
export function ramp(goodness: number, theme: 'light' | 'dark'): string {
  const [worst, best] = ENDS[theme];
  const at = (worst + clamp(goodness) * (best - worst)) * (VIRIDIS.length - 1);
  const below = VIRIDIS[Math.floor(at)] ?? VIRIDIS[0];
  const above = VIRIDIS[Math.ceil(at)] ?? below;
  const mixed = below.map((from, channel) => Math.round(from + (at % 1) * ((above[channel] ?? from) - from)));
  return `rgb(${mixed.join(' ')})`;
}

function clamp(share: number): number {
  return Number.isNaN(share) ? 0 : Math.min(1, Math.max(0, share));
}
