import { patterns } from '../../compiler/texts/index.ts';

export { FIELD_NAME } from '../../compiler/values/index.ts';
export { FIELD_VALUE, MAX_FIELD_VALUE } from '../../engine/index.ts';

import { HASH, HOST, KEYWORDS, SCHEMES, WORDS } from './csp-source.ts';
import { PERMITTED_ORIGIN } from './permissions.ts';

const { inner } = patterns;
const parts = (sources: Iterable<string>): string =>
  [...sources].map((source) => source.replaceAll('*', '\\*')).join('|');
const sourcePattern = `^(?:${parts([...KEYWORDS, ...SCHEMES, '*'])}|${inner(HASH)}|${inner(HOST)})$`;
export const ancestorPattern = `^(?:'self'|'none'|\\*|https:|(?!wss:)${inner(HOST)})$`;
export const permittedPattern = `^(?:self|\\*|${inner(PERMITTED_ORIGIN)})$`;
/** Features with commas between them, such as `document-write=?0` (RFC 9651 section 3.2). */
export const DICTIONARY = /^[a-z*][a-z0-9_.*-]*(?:=[^,;]+)?(?:, ?[a-z*][a-z0-9_.*-]*(?:=[^,;]+)?)*$/;
/** Long and random: who knows it, and can write into a page, could run scripts there. */
export const PLACEHOLDER = /^[A-Za-z0-9_-]{22,64}$/;

/** What a directive may hold. */
export function entryPattern(directive: string): string {
  return WORDS[directive]?.source ?? sourcePattern;
}
