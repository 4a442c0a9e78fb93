/**
 * Thousands of faint lines as one picture. A canvas strokes lines one by one at a few microseconds a segment, which is too slow
 * for a thousand curves or ten thousand runs; here every pixel only counts how much of it lines have covered, and remembers the
 * rank of the best of them.
 */

/** Of a pixel's number the upper bits are the rank, the lower ones what covers it in parts of FULL: one place in memory, not two. */
const SHIFT = 24;
const COUNT = (1 << SHIFT) - 1;
const FULL = 64;
/** Of a pixel, so much must be covered for a line to give it its colour. */
const OWNS = 0.4 * FULL;
/** What shows of a pixel where the crowd is dense. */
const DENSEST = 0.94;

/** Ranks are from 0 to RANKS - 1. */
export const RANKS = 64;

export class Raster {
  readonly width: number;
  readonly height: number;
  private readonly covered: Int32Array;
  private readonly half: number;

  /** All in pixels of the screen. Lines of no thickness have one pixel a column, uneven and several times as fast. */
  constructor(width: number, height: number, thickness: number) {
    this.width = width;
    this.height = height;
    this.half = thickness / 2;
    this.covered = new Int32Array(width * height);
  }

  /** Adds a straight line. The colour of a pixel is that of the highest rank on it. NaN draws nothing. */
  line(x0: number, y0: number, x1: number, y1: number, rank: number): void {
    const { width, height } = this;
    if (Math.abs(x1 - x0) >= Math.abs(y1 - y0)) {
      if (x0 <= x1) this.sweep(x0, y0, x1, y1, width, height, 1, width, rank);
      else this.sweep(x1, y1, x0, y0, width, height, 1, width, rank);
    } else if (y0 <= y1) this.sweep(y0, x0, y1, x1, height, width, width, 1, rank);
    else this.sweep(y1, x1, y0, x0, height, width, width, 1, rank);
  }

  /**
   * Writes the picture, 4 bytes a pixel; colours by rank, red, green and blue. A pixel covered once shows `opacity`; more lines
   * show more by their logarithm, so that a lone line is seen and a crowd has depth.
   */
  paint(pixels: Uint8ClampedArray, colours: readonly (readonly number[])[], opacity: number): void {
    const { covered } = this;
    const shown = shownByCount(this.most(), opacity);
    const table = Uint8Array.from(colours.flat());
    for (let at = 0; at < covered.length; at += 1) {
      const count = covered[at] as number;
      if (count === 0) continue;
      const colour = 3 * (count >> SHIFT);
      const pixel = 4 * at;
      pixels[pixel] = table[colour] as number;
      pixels[pixel + 1] = table[colour + 1] as number;
      pixels[pixel + 2] = table[colour + 2] as number;
      pixels[pixel + 3] = shown[count & COUNT] as number;
    }
  }

  private most(): number {
    let most = 0;
    for (const count of this.covered) if ((count & COUNT) > most) most = count & COUNT;
    return most;
  }

  /**
   * One pixel after the other along the side on which the line is longer (a, of `long` pixels); across it (b, of `wide`) as many
   * as it lies over. A column belongs to the line that passes its middle, so that a line in pieces is as dark as in one.
   */
  private sweep(a0: number, b0: number, a1: number, b1: number, long: number, wide: number, stepA: number, stepB: number, rank: number): void {
    const slope = a1 === a0 ? 0 : (b1 - b0) / (a1 - a0);
    const half = this.half * Math.sqrt(1 + slope * slope);
    const first = Math.max(0, Math.ceil(a0 - 0.5));
    const last = Math.min(long, Math.ceil(a1 - 0.5));
    const own = rank << SHIFT;
    for (let a = first; a < last; a += 1) {
      const middle = b0 + slope * (a + 0.5 - a0);
      if (half === 0) {
        if (middle >= 0 && middle < wide) this.cover(a * stepA + (middle | 0) * stepB, FULL, own);
      } else this.across(a * stepA, middle - half, middle + half, wide, stepB, own);
    }
  }

  private across(at: number, from: number, to: number, wide: number, stepB: number, own: number): void {
    const first = Math.floor(from);
    const last = Math.floor(to);
    for (let b = Math.max(0, first); b <= last && b < wide; b += 1) {
      const part = Math.min(b + 1, to) - Math.max(b, from);
      this.cover(at + b * stepB, (part * FULL) | 0, own);
    }
  }

  private cover(at: number, part: number, own: number): void {
    const before = this.covered[at] as number;
    this.covered[at] = part >= OWNS && before < own ? (own | (before & COUNT)) + part : before + part;
  }
}

function shownByCount(most: number, opacity: number): Uint8Array {
  const depth = Math.log(Math.min(40, Math.max(8, most / FULL))); // a few lines are no crowd yet, and more than so many are one
  return Uint8Array.from({ length: most + 1 }, (_, count) => {
    const lines = count / FULL;
    const share = lines <= 1 ? opacity * lines : opacity + (DENSEST - opacity) * Math.min(1, Math.log(lines) / depth);
    return Math.round(255 * share);
  });
}
