import { describe, expect, it } from 'vitest';
import { nearestDot, nearestLine, nearestPoint, nearestTrack } from './hit';

const same = { x: (value: number) => value, y: (value: number) => value, valueAt: (pixel: number) => pixel };
const flat = (y: number) => ({ xs: [0, 50, 100], ys: [y, y, y] });

describe('the nearest track', () => {
  it('is found between its points too', () => {
    expect(nearestTrack([flat(0), flat(20), flat(40)], 74, 18, 10, same)).toEqual({ track: 1, point: 1 });
  });

  it('is none when all are out of reach', () => {
    expect(nearestTrack([flat(0)], 50, 30, 10, same)).toBeNull();
    expect(nearestTrack([], 50, 30, 10, same)).toBeNull();
  });

  it('is not bridged over NaN', () => {
    const gap = { xs: [0, 50, 100], ys: [0, NaN, 0] };
    expect(nearestTrack([gap], 50, 0, 10, same)).toBeNull();
    expect(nearestTrack([gap], 3, 2, 10, same)).toEqual({ track: 0, point: 0 });
  });

  it('may be a single point', () => {
    expect(nearestTrack([{ xs: [5], ys: [5] }], 7, 7, 5, same)).toEqual({ track: 0, point: 0 });
  });

  it('is the last of equally near ones, which is drawn on top', () => {
    expect(nearestTrack([flat(5), flat(5)], 10, 5, 5, same)?.track).toBe(1);
  });
});

describe('the nearest point of a track', () => {
  it('passes over what has no value', () => {
    const track = { xs: [0, 1, 2, 3], ys: [1, NaN, NaN, 4] };
    expect([-5, 0, 1.4, 1.6, 9].map((x) => nearestPoint(track, x))).toEqual([0, 0, 0, 3, 3]);
    expect(nearestPoint({ xs: [1], ys: [NaN] }, 1)).toBe(-1);
  });
});

describe('the nearest dot', () => {
  it('is within reach or none', () => {
    expect(nearestDot([0, 10], [0, 10], 8, 9, 5)).toBe(1);
    expect(nearestDot([0, NaN], [0, NaN], 8, 9, 5)).toBe(-1);
  });
});

describe('the nearest line between two axes', () => {
  const left = [0, 100, 50];
  const right = [100, 0, 50];
  const all = new Uint8Array([1, 1, 1]);

  it('is measured where the pointer is', () => {
    expect(nearestLine(left, right, 0.1, 12, 10, all)).toBe(0);
    expect(nearestLine(left, right, 0.1, 88, 10, all)).toBe(1);
    expect(nearestLine(left, right, 0.1, 52, 10, all)).toBe(2);
    expect(nearestLine(left, right, 0.1, 30, 10, all)).toBe(-1);
  });

  it('is one of the selected', () => {
    expect(nearestLine(left, right, 0.1, 12, 10, new Uint8Array([0, 1, 1]))).toBe(-1);
  });
});
