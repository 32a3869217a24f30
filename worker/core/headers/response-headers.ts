import { trimFieldSpace } from '@portcullis/rules/engine';
import type { HeaderStep } from '@portcullis/rules/policy';
import type { HeaderFields } from './header-fields.ts';

/** Directives for caches of one kind (RFC 9213), of HTTP/1.0 and for servers in front: they would keep what `Cache-Control` forbids. */
const TARGETED =
  /^(?:.+[-_.](?:cache|surrogate|edge)[-_.]control|surrogate[-_.]control|edge[-_.]control|x[-_.]accel[-_.].*|expires|pragma)$/;

/**
 * Keeps an answer from every cache. Changes `headers`.
 * @param fields those that it came with
 * @param sets those that the rules have set on it since: they may be words to caches as well
 */
export function forbidCaching(headers: Headers, fields: HeaderFields, sets: readonly Pick<HeaderStep, 'name'>[]): void {
  headers.set('cache-control', 'private, no-store');
  for (const name of fields.keys()) if (TARGETED.test(name)) headers.delete(name);
  for (const { name } of sets) if (TARGETED.test(name)) headers.delete(name);
}

/** Keeps an answer of which its origin says nothing to caches from those that serve others, too. Changes `headers`. */
export function keepFromSharedCaches(headers: Headers): void {
  if (!headers.has('cache-control')) headers.set('cache-control', 'private');
}

/** Has caches keep an answer apart by a header of the request, and by those that the origin names. Changes `headers`. */
export function varyBy(headers: Headers, name: string): void {
  const known = headers.get('vary')?.toLowerCase().split(',').map(trimFieldSpace) ?? [];
  if (!known.includes(name.toLowerCase()) && !known.includes('*')) headers.append('vary', name);
}
