import { describe, expect, it } from 'vitest';
import { age, between, clock, counted, duration, mean, moment, number, percent, value } from './format';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [-0.03123456, '-0.03123'],
    [0.00031, '0.00031'],
    [0.0001, '0.0001'],
    [0.00001, '1e-5'],
    [1.2346e-7, '1.235e-7'],
    [0.99996, '1'],
    [9999.9, '10000'],
    [12345.6, '12346'],
    [71.3, '71.3'],
    [1234567.8, '1234568'],
    [1.5e9 + 0.5, '1.5e9'],
    [123456789, '123456789'],
    [1e20, '1e20'],
    [NaN, 'NaN'],
    [-Infinity, '−∞'],
  ])('%d reads %s', (given, text) => {
    expect(number(given)).toBe(text);
  });
});

describe('limits', () => {
  it('are said by their ends', () => {
    expect([between(null, 20), between(0.5, null), between(1, 5)]).toEqual(['at most 20', 'at least 0.5', '1 to 5']);
  });
});

describe('values', () => {
  it.each([
    ['adam', 'adam'],
    [true, 'true'],
    [null, 'null'],
    [[64, 32], '[64,32]'],
    [2.1e-3, '0.0021'],
  ])('%j reads %s', (given, text) => {
    expect(value(given)).toBe(text);
  });
});

describe('times', () => {
  it.each([
    [-3, '0s'],
    [59.4, '59s'],
    [128, '2m08'],
    [3840, '1h04'],
    [86400 * 3 + 7200, '3d02h'],
  ])('%d seconds last %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it.each([
    [0, '0s'],
    [61, '1m'],
    [7199, '1h'],
    [86400 * 2, '2d'],
  ])('%d seconds ago are %s', (seconds, text) => {
    expect(age(seconds)).toBe(text);
  });

  it('are shown in the zone of the person', () => {
    const at = new Date(2026, 2, 1, 14, 2).getTime() / 1000;
    expect(clock(at)).toBe('14:02');
    expect(moment(at)).toBe('2026-03-01 14:02');
  });
});

describe('counts and shares', () => {
  it('count', () => {
    expect([counted(0, 'run'), counted(1, 'run'), counted(12, 'run')]).toEqual(['0 runs', '1 run', '12 runs']);
  });

  it('are never rounded to done or to nothing', () => {
    expect([0, 0.001, 0.41, 0.999, 1].map(percent)).toEqual(['0 %', '1 %', '41 %', '99 %', '100 %']);
  });
});

describe('means', () => {
  it('have two digits of their interval, where it is known', () => {
    expect([mean(0.031234, 0.00041299), mean(0.0312, 0.02), mean(12.5, 3), mean(0.5, null)]).toEqual(['0.03123 ± 0.00041', '0.031 ± 0.020', '12.5 ± 3.0', '0.5']);
    expect([mean(12_345.6, 123), mean(1.25e-6, 3.1e-8), mean(0.5, 0)]).toEqual(['12346 ± 120', '1.25e-6 ± 3.1e-8', '0.5 ± 0']);
  });
});
