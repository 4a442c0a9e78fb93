/** Numbers, times and values as people read them; the command line writes them the same way. */

/** Four significant digits, `1e-5` rather than `0.00001`; integers whole. */
export function number(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (Number.isSafeInteger(value) && size < 1e15) return String(value);
  if (size >= 1e4 && size < 1e7) return value.toFixed(0);
  const [mantissa = '', power = '0'] = value.toExponential(3).split('e');
  if (size < 1e-4 || size >= 1e7) return `${Number(mantissa)}e${Number(power)}`;
  return String(Number(value.toPrecision(4)));
}

/** A mean with half of its 95 % interval, where that is known: `0.0312 ± 0.0042`. */
export function mean(middle: number, halfWidth: number | null): string {
  return halfWidth === null ? number(middle) : meanParts(middle, halfWidth).join(' ');
}

/** Both parts of it: the half to two digits, and the mean to as many places. */
export function meanParts(middle: number, halfWidth: number): readonly [string, string] {
  const places = 1 - Math.floor(Math.log10(halfWidth));
  if (!(halfWidth > 0) || places < 0 || places > 6) return [number(middle), `± ${number(Number(halfWidth.toPrecision(2)))}`];
  return [middle.toFixed(places), `± ${halfWidth.toFixed(places)}`];
}

/** What a limit asks for: `at most 20`, `at least 0.5`, `1 to 5`. */
export function between(low: number | null, high: number | null): string {
  if (low === null) return high === null ? '' : `at most ${number(high)}`;
  return high === null ? `at least ${number(low)}` : `${number(low)} to ${number(high)}`;
}

/** A parameter's value: numbers by `number`, text as it is, the rest as JSON. */
export function value(given: unknown): string {
  if (typeof given === 'string') return given;
  if (typeof given === 'number') return number(given);
  return given === undefined ? '' : JSON.stringify(given);
}

/** A length of time in its two largest units: `34s`, `2m08`, `1h04`, `3d02h`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m${two(whole % 60)}`;
  if (whole < 86400) return `${Math.floor(whole / 3600)}h${two(Math.floor((whole % 3600) / 60))}`;
  return `${Math.floor(whole / 86400)}d${two(Math.floor((whole % 86400) / 3600))}h`;
}

/** How long ago, in its largest unit: `34s`, `2m`, `1h`, `3d`. */
export function age(seconds: number): string {
  for (const [unit, length] of [['d', 86400], ['h', 3600], ['m', 60]] as const) {
    if (seconds >= length) return `${Math.floor(seconds / length)}${unit}`;
  }
  return `${Math.max(0, Math.floor(seconds))}s`;
}

/** The time of day in the person's own zone, of seconds since the epoch: `14:02`. */
export function clock(at: number): string {
  const date = new Date(at * 1000);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Date and time of day in the person's own zone: `2026-03-01 14:02`. */
export function moment(at: number): string {
  const date = new Date(at * 1000);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock(at)}`;
}

/** `1 run`, `3 runs`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A share of one as `41 %`; only what is complete is 100, and only nothing is 0. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  return `${share > 0 && share < 1 ? Math.min(99, Math.max(1, rounded)) : rounded} %`;
}

function two(count: number): string {
  return String(count).padStart(2, '0');
}
