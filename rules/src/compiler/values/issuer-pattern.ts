import { isOfManyDirectories } from '../../engine/index.ts';
import { type Parsed, parsed, unreadable } from '../problems/index.ts';
import { parseIssuerUrl } from './issuer-url.ts';

const EXAMPLE = 'Write one such as https://*.okta.com, or https://login.microsoftonline.com/*/v2.0.';
/** The first label of a host of three labels or more: with fewer, anyone could have a name that fits. */
const STAR_HOST = /^(https?:\/\/)\*(\.[^./]+\.[^/]+)/;

/** Reads an issuer with `*` for the first label of its host, or for whole parts of its path. */
export function parseIssuerPattern(text: string): Parsed<string> {
  const sample = text.replace(STAR_HOST, '$1x$2').replaceAll(/\/\*(?=\/|$)/g, '/x');
  if (sample.includes('*'))
    return unreadable(
      `${JSON.stringify(text.slice(0, 64))} has a "*" that is neither the first label of a host, with a domain of two labels after it, nor a whole part of the path.`,
      EXAMPLE,
    );
  const url = parseIssuerUrl(sample, 'public');
  if (!url.ok) return unreadable(url.message, EXAMPLE);
  return isOfManyDirectories(sample)
    ? unreadable('The issuer stands for every directory of Microsoft.', EXAMPLE)
    : parsed(text);
}

/** Reads an origin, with `*` as above. */
export function parseOriginPattern(text: string): Parsed<string> {
  return text.split('/').length === 3
    ? parseIssuerPattern(text)
    : unreadable(
        `${JSON.stringify(text.slice(0, 64))} is not an origin.`,
        'Write scheme and host alone, such as https://oauth2.googleapis.com.',
      );
}
