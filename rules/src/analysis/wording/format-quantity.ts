const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
];
const SIZES: readonly (readonly [string, number])[] = [
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Seconds as the rules write them: `15m`. */
export function formatSeconds(seconds: number): string {
  const [unit, size] = UNITS.find(([, each]) => seconds > 0 && seconds % each === 0) ?? ['s', 1];
  return `${seconds / size}${unit}`;
}

/** Bytes as the rules write them: `2MiB`. */
export function formatBytes(bytes: number): string {
  const found = SIZES.find(([, each]) => bytes > 0 && bytes % each === 0);
  return found === undefined ? `${bytes} bytes` : `${bytes / found[1]}${found[0]}`;
}

/** Seconds since the epoch as the rules write them: `2026-12-01T08:00Z`. */
export function formatMoment(seconds: number): string {
  const text = new Date(seconds * 1000).toISOString();
  return `${text.slice(0, seconds % 60 === 0 ? 16 : 19)}Z`;
}

/** `Monday 2026-12-07T08:00Z`. */
export function formatDayAndMoment(seconds: number): string {
  return `${DAYS[new Date(seconds * 1000).getUTCDay()]} ${formatMoment(seconds)}`;
}

/** `a`, `a or b`, `a, b or c`. */
export function eitherOf(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? 'none') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
