import type { OriginRule } from '../../policy/index.ts';
import { type Refusal, refuse } from '../reasons/index.ts';
import { canonicalTarget, forwardedPath, type Target } from '../target/index.ts';
import { splitIfHeader } from './if-header.ts';
import { type Effect, effectOfHeader, type NamingHeader } from './naming-headers.ts';

/** A header that names other resources, read: its text, in which each resource stands in its canonical form. */
export interface Reference {
  /** Name of the header as sent, lower case. */
  readonly name: string;
  readonly effect: Effect;
  readonly parts: readonly (string | NamedTarget)[];
}

/** A request as far as it names other resources. */
export interface Naming {
  readonly target: Target;
  readonly naming: readonly NamingHeader[];
}

export interface NamedTarget {
  readonly target: Target;
  /** Named by its path alone. */
  readonly byPath: boolean;
}

/** More than any client needs: each of them is decided. */
const MAX_NAMED = 16;
/** A URI is printable ASCII (RFC 3986 section 2). A comma and a space come from joining two lines. */
const URI = /^[!-~]+$/;
const ABSOLUTE = /^https?:\/\//;

/** Reads the headers that name other resources, or refuses what cannot be read in one way only. */
export function readReferences(request: Naming): readonly Reference[] | Refusal {
  const references: Reference[] = [];
  for (const header of request.naming) {
    const effect = effectOfHeader(header.name);
    if (effect === null) continue;
    const parts = effect.title === 'If' ? readIf(header, effect, request) : [readOne(header.value, effect, request)];
    if ('reason' in parts) return parts;
    const read: (string | NamedTarget)[] = [];
    for (const part of parts) {
      if (typeof part !== 'string' && 'reason' in part) return part;
      read.push(part);
    }
    references.push({ name: header.name, effect, parts: read });
  }
  const count = references.reduce((sum, { parts }) => sum + parts.filter((part) => typeof part !== 'string').length, 0);
  if (count > MAX_NAMED)
    return refuse('named_resource_malformed', null, { detail: `more than ${MAX_NAMED} resources` });
  return references;
}

function readIf(
  { value }: NamingHeader,
  effect: Effect,
  request: Naming,
): readonly (string | NamedTarget | Refusal)[] | Refusal {
  const parts = splitIfHeader(value);
  if (parts === null) return malformed(effect, 'not in the form of RFC 4918');
  return parts.map((part) => (typeof part === 'string' ? part : readOne(part.reference, effect, request)));
}

/** One reference in the form of an absolute URI or an absolute path (RFC 4918 section 8.3). */
function readOne(text: string, effect: Effect, { target: own }: Naming): NamedTarget | Refusal {
  if (!URI.test(text)) return malformed(effect, text === '' ? 'empty' : 'not one URL');
  const byPath = !ABSOLUTE.test(text);
  // Object stores name a source as `bucket/key` as well.
  const path = text.startsWith('/') || effect.form === 'absolute' ? text : `/${text}`;
  if (byPath && !path.startsWith('/')) return malformed(effect, 'neither a URL nor a path from the root');
  // Before a proxy that ends TLS, the client's scheme is another than here; the host is the same.
  const target = canonicalTarget(byPath ? `${own.scheme}://${own.host}${path}` : text);
  if ('reason' in target) return malformed(effect, target.detail ?? target.reason);
  return target.host === own.host
    ? { target, byPath }
    : refuse('named_resource_foreign', null, { detail: `${effect.title}: another host` });
}

function malformed({ title }: Effect, what: string): Refusal {
  return refuse('named_resource_malformed', null, { detail: `${title}: ${what}` });
}

/** The header as the origin is to read it: every resource named by the origin's own URL, or by the path that it has there. */
export function formatReference(
  { parts, effect }: Reference,
  origin: Pick<OriginRule, 'path'>,
  originBase: string,
): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const { path, query } = part.target;
      const base = part.byPath && effect.form === 'as-sent' ? '' : originBase;
      return `${base}${forwardedPath(origin, path)}${query}`;
    })
    .join('');
}
