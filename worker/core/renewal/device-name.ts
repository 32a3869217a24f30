/** From the most to the least specific: browsers name those that they descend from, too. */
const BROWSERS: readonly (readonly [mark: string, name: string])[] = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['FxiOS/', 'Firefox'],
  ['CriOS/', 'Chrome'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
];
const SYSTEMS: readonly (readonly [mark: string, name: string])[] = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Mac OS', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
];
/** Of what names no browser that is known. */
const PRODUCT = /^[\w.-]{1,40}/;

/** A few words for a `User-Agent`, by which people know their devices; `null` where it says nothing. */
export function deviceName(userAgent: string | null): string | null {
  if (userAgent === null) return null;
  const browser = nameIn(BROWSERS, userAgent);
  const system = nameIn(SYSTEMS, userAgent);
  if (browser !== null) return system === null ? browser : `${browser} on ${system}`;
  return PRODUCT.exec(userAgent)?.[0] ?? null;
}

function nameIn(names: readonly (readonly [mark: string, name: string])[], text: string): string | null {
  return names.find(([mark]) => text.includes(mark))?.[1] ?? null;
}
