import { patterns } from '../../compiler/texts/index.ts';
import { HASH, HOST, KEYWORDS, SCHEMES } from './csp-source.ts';
import { PERMITTED_ORIGIN } from './permissions.ts';

const { inner } = patterns;
const parts = (sources: Iterable<string>): string =>
  [...sources].map((source) => source.replaceAll('*', '\\*')).join('|');
const safeKeywords = KEYWORDS.filter((keyword) => keyword !== "'unsafe-eval'");
const codeKeywords = safeKeywords.filter((keyword) => keyword !== "'unsafe-inline'");
export const sourcePattern = `^(?:${parts([...safeKeywords, ...SCHEMES, '*'])}|${inner(HASH)}|${inner(HOST)})$`;
export const ancestorPattern = `^(?:'self'|'none'|(?!wss:)${inner(HOST)})$`;
export const permittedPattern = `^(?:self|${inner(PERMITTED_ORIGIN)})$`;

/** Sources of a directive through which code comes in. */
export function codeSourcePattern(directive: string): string {
  const schemes = directive === 'worker-src' ? ['blob:'] : [];
  return `^(?:${parts([...codeKeywords, ...schemes])}|${inner(HASH)}|${inner(HOST)})$`;
}
