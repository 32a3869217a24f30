import { isOfManyDirectories } from '../../engine/index.ts';
import { type Parsed, parsed, unreadable } from '../problems/index.ts';
import { parseOriginUrl } from './origin-url.ts';

const MAX_CHARACTERS = 512;
const PARTS = /^(https?:\/\/[^/?#\\]*)([^?#\\]*)(.*)$/s;
/** Names of one's own machine, at which plain http goes no further. */
const LOOPBACK = /^http:\/\/(?:[a-z0-9.-]+\.)?(?:localhost|127\.0\.0\.1)(?::[0-9]+)?$/;

/** An issuer's URL, exactly as it stands there. */
export interface IssuerUrl {
  readonly url: string;
  /** Microsoft's for many directories: anyone with an account of any company has its tokens. */
  readonly ofManyDirectories: boolean;
}

/** Reads the URL of an identity provider, or of something that it publishes. Tokens repeat it, so it is kept to the letter. */
export function parseIssuerUrl(text: string, reach: 'public' | 'development'): Parsed<IssuerUrl> {
  const match = PARTS.exec(text);
  if (match === null || text.length > MAX_CHARACTERS)
    return unreadable(`${JSON.stringify(text.slice(0, 64))} is not an https URL.`, EXAMPLE);
  const [, site = '', path = '', rest = ''] = match;
  if (site.startsWith('http:') && (reach === 'public' || !LOOPBACK.test(site)))
    return unreadable(
      'The URL uses plain http.',
      `Write "https${text.slice(4)}". Plain http is for your own machine, under "development".`,
    );
  if (rest !== '') return unreadable('The URL has a query or a fragment.', `Write "${site}${path}".`);
  if (/\{/.test(text))
    return unreadable(
      'The URL holds a template, not the id of a directory.',
      'Write the id itself, or "organizations" with tenant: { claim: tid, in: [...] }.',
    );
  const base = parseOriginUrl(site, reach);
  if (!base.ok) return unreadable(base.message, EXAMPLE);
  // What a URL parser would write otherwise, tokens and requests would spell in two ways.
  if (URL.parse(text)?.href !== `${text}${path === '' ? '/' : ''}`)
    return unreadable(`"${text}" is not spelt as URLs are.`, EXAMPLE);
  return parsed({ url: text, ofManyDirectories: isOfManyDirectories(text) });
}

const EXAMPLE = 'Write it exactly as the provider does, such as https://acme.okta.com.';
