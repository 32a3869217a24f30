import { isOrdered } from '../../responses/index.ts';
import type { SourceProblem } from './csp-source.ts';
import * as patterns from './patterns.ts';

/** Headers with a key or a rule of their own: a value beside it would contradict what the rules say elsewhere. */
const GOVERNED: Readonly<Record<string, string>> = {
  'content-security-policy': 'csp',
  'content-security-policy-report-only': 'reportOnly',
  'strict-transport-security': 'hsts',
  'x-frame-options': 'frameAncestors',
  'set-cookie': 'cookies',
  'cache-control': 'cache',
  'content-disposition': 'disposition',
  'document-policy': 'documentPolicy',
  'x-robots-tag': 'robots',
};
/** What describes the message itself, or belongs to one connection. */
const OF_MESSAGE =
  /^(?:connection|content-(?:encoding|length|range|type)|date|etag|keep-alive|location|te|trailer|transfer-encoding|upgrade|via|www-authenticate)$/;
const OF_GATEWAY = /^(?:portcullis-|access-control-|ratelimit|retry-after$|clear-site-data$|reporting-endpoints$)/;

/** What is wrong with a header of one's own; `null` where nothing is. */
export function ownHeaderProblem(name: string, value: string): SourceProblem | null {
  if (!patterns.FIELD_NAME.test(name))
    return invalid(
      `${JSON.stringify(name.slice(0, 100))} is not the name of a header.`,
      'Write a name such as X-Version.',
    );
  const lower = name.toLowerCase();
  if (Object.hasOwn(GOVERNED, lower) || isOrdered(lower))
    return reserved(`${name} has a key of its own.`, `Write it as "${GOVERNED[lower] ?? keyOf(lower)}".`);
  if (OF_MESSAGE.test(lower) || OF_GATEWAY.test(lower))
    return reserved(`${name} is not for the rules to set.`, 'Remove it: the app or the gateway sets it.');
  if (value.length > patterns.MAX_FIELD_VALUE || !patterns.FIELD_VALUE.test(value))
    return invalid(
      `The value of ${name} holds more than visible ASCII with spaces between, or is longer than 2,000 characters.`,
      'Write it on one line, in ASCII.',
    );
  return null;
}

/** What is wrong with the name of a header to take out; `null` where nothing is. */
export function removedHeaderProblem(name: string): SourceProblem | null {
  if (!patterns.FIELD_NAME.test(name))
    return invalid(
      `${JSON.stringify(name.slice(0, 100))} is not the name of a header.`,
      'Write a name such as X-Version.',
    );
  if (OF_MESSAGE.test(name.toLowerCase()) || OF_GATEWAY.test(name.toLowerCase()) || name.toLowerCase() === 'set-cookie')
    return reserved(
      `Answers would not be understood without ${name}, or the gateway itself sets it.`,
      'Remove the entry.',
    );
  return null;
}

/** `cross-origin-opener-policy` as the rules write it: `crossOriginOpenerPolicy`. */
function keyOf(name: string): string {
  const key = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return (
    {
      xContentTypeOptions: 'contentTypeOptions',
      permissionsPolicy: 'permissions',
      integrityPolicy: 'integrity',
      xPermittedCrossDomainPolicies: 'crossDomainPolicies',
    }[key] ?? key
  );
}

function invalid(message: string, fix: string): SourceProblem {
  return { code: 'invalid_header', message, fix };
}

function reserved(message: string, fix: string): SourceProblem {
  return { code: 'reserved_name', message, fix };
}
