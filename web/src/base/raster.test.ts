import { describe, expect, it } from 'vitest';
import { Raster } from './raster';

const GREY = [100, 100, 100];
const BLUE = [0, 0, 200];

/** The picture's opacities, or one of its colours, as rows of numbers. */
function picture(raster: Raster, channel = 3): number[][] {
  const pixels = new Uint8ClampedArray(raster.width * raster.height * 4);
  raster.paint(pixels, [GREY, BLUE], 0.5);
  return Array.from({ length: raster.height }, (_, y) => Array.from({ length: raster.width }, (_, x) => pixels[4 * (y * raster.width + x) + channel] ?? NaN));
}

describe('the raster', () => {
  it('covers a flat line and an upright one alike', () => {
    const [flat, upright] = [new Raster(5, 5, 1), new Raster(5, 5, 1)];
    flat.line(0, 2.5, 5, 2.5, 0);
    upright.line(2.5, 0, 2.5, 5, 0);
    expect(picture(flat)[2]).toEqual([128, 128, 128, 128, 128]);
    expect(picture(flat).flat().filter((shown) => shown > 0)).toHaveLength(5);
    expect(picture(upright).map((row) => row[2])).toEqual([128, 128, 128, 128, 128]);
  });

  it('shares a line between the pixels that it lies over', () => {
    const raster = new Raster(3, 4, 1);
    raster.line(0, 2, 3, 2, 0);
    expect(picture(raster).map((row) => row[1])).toEqual([0, 64, 64, 0]);
  });

  it('makes a line in pieces, in either direction, as dark as in one', () => {
    const [whole, pieces] = [new Raster(40, 40, 1.5), new Raster(40, 40, 1.5)];
    whole.line(1.3, 5.2, 38.7, 30.1, 0);
    const at = (share: number): [number, number] => [1.3 + share * 37.4, 5.2 + share * 24.9];
    pieces.line(...at(0.31), ...at(0), 0);
    pieces.line(...at(0.31), ...at(0.74), 0);
    pieces.line(...at(1), ...at(0.74), 0);
    const [one, many] = [picture(whole).flat(), picture(pieces).flat()];
    const differences = one.map((shown, pixel) => Math.abs(shown - (many[pixel] ?? NaN)));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
  });

  it('shows more where lines lie on each other, in the colour of the highest', () => {
    const raster = new Raster(4, 3, 1);
    raster.line(0, 1.5, 4, 1.5, 1);
    raster.line(0, 1.5, 2, 1.5, 0);
    const [twice = 0, , once] = picture(raster)[1] ?? [];
    expect(once).toBe(128);
    expect(twice).toBeGreaterThan(140);
    for (let more = 0; more < 1000; more += 1) raster.line(0, 1.5, 1, 1.5, 0);
    expect(picture(raster)[1]?.[0]).toBe(240);
    expect(picture(raster, 2)[1]).toEqual([200, 200, 200, 200]);
  });

  it('leaves alone what lies outside, and what is nowhere', () => {
    const raster = new Raster(4, 4, 1);
    raster.line(-50, -50, -10, 90, 0);
    raster.line(0, NaN, 4, 2, 0);
    expect(picture(raster).flat().every((shown) => shown === 0)).toBe(true);
    raster.line(-1e6, 1.5, 1e6, 1.5, 0);
    expect(picture(raster)[1]).toEqual([128, 128, 128, 128]);
  });
});
