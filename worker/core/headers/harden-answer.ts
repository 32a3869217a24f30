import type { HeaderStep, ResponsePlan } from '@portcullis/rules/policy';
import { JOINED_HEADERS, joinHeaders, ownValue } from '@portcullis/rules/responses';
import { REMOVED } from './disclosures.ts';
import type { HeaderFields } from './header-fields.ts';

/** Between the values of one header that stand beside each other. */
const SEPARATOR = ', ';

/**
 * Takes out what must not leave an origin, and sets the headers of the plan. Most origins send none of the headers that the
 * rules govern, and nothing is joined then. Changes `headers`.
 * @param fields the same headers, read before
 * @param nonce of this response; `null` where the route has none
 */
export function hardenAnswer(
  headers: Headers,
  fields: HeaderFields,
  { removes, sets }: ResponsePlan,
  nonce: string | null,
): void {
  const theirs = new Map<string, string>();
  for (const [name, value] of fields) {
    if (REMOVED.has(name) || (removes.length > 0 && removes.includes(name))) headers.delete(name);
    else if (JOINED_HEADERS.has(name)) theirs.set(name, value);
  }
  if (theirs.size === 0) setOwn(headers, sets, nonce);
  else for (const [name, value] of joinHeaders(sets, theirs, nonce)) setJoined(headers, name, value, theirs.get(name));
}

/** What the origin sent stays in place, so that it keeps its bytes. */
function setJoined(headers: Headers, name: string, value: string, theirs: string | undefined): void {
  if (value === theirs) return;
  const kept = `${theirs}${SEPARATOR}`;
  if (theirs !== undefined && value.startsWith(kept)) headers.append(name, value.slice(kept.length));
  else headers.set(name, value);
}

/** Sets the plan's headers on an answer that has none of them. Changes `headers`. */
export function setOwn(headers: Headers, sets: readonly HeaderStep[], nonce: string | null): void {
  for (const step of sets) headers.set(step.name, ownValue(step, nonce));
}
