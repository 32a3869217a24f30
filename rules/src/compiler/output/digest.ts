import { createHash } from 'node:crypto';

/**
 * JSON with the keys of every object in code-unit order, so that equal data has equal bytes. Typed arrays are written as
 * arrays; members that are `undefined` are left out.
 */
export function canonicalJson(value: unknown): string {
  return written(value, new Map());
}

/** SHA-256 over the canonical JSON of `value`, lower-case hex. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** @param known lists of lists that were written before: thousands of routes share one list of headers */
function written(value: unknown, known: Map<readonly unknown[], string>): string {
  if (ArrayBuffer.isView(value)) return `[${(value as Uint32Array).join(',')}]`;
  if (Array.isArray(value)) {
    const before = known.get(value);
    if (before !== undefined) return before;
    const text = `[${value.map((inner) => written(inner ?? null, known)).join(',')}]`;
    if (Array.isArray(value[0])) known.set(value, text);
    return text;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let members = '';
  for (const key of Object.keys(value).sort()) {
    const inner = (value as Readonly<Record<string, unknown>>)[key];
    if (inner !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${written(inner, known)}`;
  }
  return `{${members}}`;
}
