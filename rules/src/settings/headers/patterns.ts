import { patterns } from '../../compiler/texts/index.ts';
import { HASH, HOST, KEYWORDS, SCHEMES, WORDS } from './csp-source.ts';
import { PERMITTED_ORIGIN } from './permissions.ts';

const { inner } = patterns;
const parts = (sources: Iterable<string>): string =>
  [...sources].map((source) => source.replaceAll('*', '\\*')).join('|');
const sourcePattern = `^(?:${parts([...KEYWORDS, ...SCHEMES, '*'])}|${inner(HASH)}|${inner(HOST)})$`;
export const ancestorPattern = `^(?:'self'|'none'|\\*|https:|(?!wss:)${inner(HOST)})$`;
export const permittedPattern = `^(?:self|\\*|${inner(PERMITTED_ORIGIN)})$`;
/** `Name`, as HTTP has it (RFC 9110 section 5.1). */
export const FIELD_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/;
/** Visible ASCII and spaces between: what every server and browser reads alike. */
export const FIELD_VALUE = /^[\x21-\x7e]+(?: +[\x21-\x7e]+)*$/;
export const MAX_FIELD_VALUE = 2_000;
/** Features with commas between them, such as `document-write=?0` (RFC 9651 section 3.2). */
export const DICTIONARY = /^[a-z*][a-z0-9_.*-]*(?:=[^,;]+)?(?:, ?[a-z*][a-z0-9_.*-]*(?:=[^,;]+)?)*$/;
/** Long and random: who knows it, and can write into a page, could run scripts there. */
export const PLACEHOLDER = /^[A-Za-z0-9_-]{22,64}$/;

/** What a directive may hold. */
export function entryPattern(directive: string): string {
  return WORDS[directive]?.source ?? sourcePattern;
}
