import type { Path } from './report.ts';

const ENTRY_NAMES: Readonly<Record<string, string>> = {
  limits: 'Limit',
  origins: 'Origin',
  addresses: 'Address list',
  identity: 'Identity provider',
  issuers: 'Issuer',
  sessions: 'Session',
};

/** The value at `path` of plain data; `undefined` where there is none. */
export function valueAt(raw: unknown, path: Path): unknown {
  let value: unknown = raw;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/**
 * What a reader calls the map at `path`, at the start of a sentence.
 * @param isInGroup whether `path` begins in a group of routes, where there are no further groups
 */
export function placeName(path: Path, raw: unknown, isInGroup = false): string {
  const [section, entry] = path;
  if (section === undefined) return 'The file';
  if (section === 'routes' && path[2] === 'routes' && path[3] !== undefined)
    return placeName(['routes', ...path.slice(3)], { routes: valueAt(raw, path.slice(0, 3)) }, true);
  const inner = path.length > 2 ? `${partName(path)} of ` : '';
  const outer = isGroup(path, raw) && !isInGroup ? `Group ${Number(entry) + 1}` : entryName(section, entry, raw);
  if (outer === null) return partName(path);
  return inner === '' ? outer : `${inner}${outer.charAt(0).toLowerCase()}${outer.slice(1)}`;
}

function partName(path: Path): string {
  const last = path.at(-1);
  return typeof last === 'number' ? `Entry ${last + 1} of "${String(path.at(-2))}"` : `"${last}"`;
}

/** Whether the path leads to, or into, a group of routes. */
function isGroup([section, entry]: Path, raw: unknown): boolean {
  return section === 'routes' && entry !== undefined && valueAt(raw, [section, entry, 'routes']) !== undefined;
}

function entryName(section: string | number, entry: string | number | undefined, raw: unknown): string | null {
  if (entry === undefined) return null;
  if (section === 'routes') {
    const id = valueAt(raw, [section, entry, 'id']);
    return typeof id === 'string' ? `Route "${id}"` : `Route ${Number(entry) + 1}`;
  }
  if (section === 'cases') {
    const name = valueAt(raw, [section, entry, 'name']);
    return typeof name === 'string' ? `Case "${name}"` : `Case ${Number(entry) + 1}`;
  }
  const kind = ENTRY_NAMES[section];
  return kind === undefined ? null : `${kind} "${entry}"`;
}
