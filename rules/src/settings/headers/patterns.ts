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
export const fieldNamePattern = "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$";
/** Visible ASCII and single spaces: what every server and browser reads alike. */
export const fieldValuePattern = '^[\\x21-\\x7e](?:[\\x20-\\x7e]{0,2000}[\\x21-\\x7e])?$';
/** Features with commas between them, such as `document-write=?0` (RFC 9651 section 3.2). */
export const dictionaryPattern = '^[a-z*][a-z0-9_.*-]*(?:=[^,;]+)?(?:, ?[a-z*][a-z0-9_.*-]*(?:=[^,;]+)?)*$';
/** Long and random: who knows it, and can write into a page, could run scripts there. */
export const placeholderPattern = '^[A-Za-z0-9_-]{22,64}$';

/** What a directive may hold. */
export function entryPattern(directive: string): string {
  return WORDS[directive]?.source ?? sourcePattern;
}
