import { expect, it } from 'vitest';
import { Pace } from './pace';

it('lets a few through at once, then so many a second', () => {
  const pace = new Pace(2, 4);
  expect([pace.wait(1000), pace.wait(1000)]).toEqual([0, 0]);
  expect(pace.wait(1000)).toBe(250);
  expect(pace.wait(1100)).toBe(150);
  expect(pace.wait(1250)).toBe(0);
  expect(pace.wait(1250)).toBe(250);
  expect([pace.wait(9000), pace.wait(9000), pace.wait(9000)]).toEqual([0, 0, 250]);
});
