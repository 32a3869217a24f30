import { withoutTrailing } from '../../engine/index.ts';
import { type Parsed, parsed, unreadable } from '../problems/index.ts';

/** A role, list, limit, origin or route. */
export const NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;
/** Issuer that the origin SDK's testing kit signs with. */
const TESTING_GATEWAY = 'portcullis-testing';
/** A gateway's id. */
export const GATEWAY = /^(?!portcullis-testing$)[a-z0-9][a-z0-9-]{0,62}$/;
/** A secret or binding. */
export const SECRET = /^[A-Z][A-Z0-9_]{0,63}$/;

/** Prefix of the limits that the gateway keeps for its own endpoints. */
export const RESERVED_LIMIT_PREFIX = 'portcullis';
/** Secrets of the gateway. An origin that knew one could sign as the gateway or as an operator. */
export const GATEWAY_SECRETS: ReadonlySet<string> = new Set([
  'ROLE_COOKIE_KEYS',
  'CONTEXT_KEYS',
  'ADMIN_KEYS',
  'UPSTASH_REDIS_REST_TOKEN',
]);

/** Reads the name of a role, list, limit, origin or route. */
export function parseName(text: string): Parsed<string> {
  if (NAME.test(text)) return parsed(text);
  return unreadable(
    `"${text}" is not a valid name.`,
    `Use lower-case letters, digits, "-" and "_", at most 63, starting with a letter or digit${nameExample(text)}.`,
  );
}

/** Reads the gateway's id. */
export function parseGatewayId(text: string): Parsed<string> {
  if (text === TESTING_GATEWAY) {
    return unreadable(
      `"${text}" is the gateway of apps' own tests, which no app trusts outside of them.`,
      'Choose another id, such as acme-edge.',
    );
  }
  if (GATEWAY.test(text)) return parsed(text);
  return unreadable(
    `"${text}" is not a valid gateway id.`,
    'Use lower-case letters, digits and "-", at most 63, starting with a letter or digit, such as acme-edge.',
  );
}

/** Reads the name of a secret or binding. */
export function parseBindingName(text: string): Parsed<string> {
  if (SECRET.test(text)) return parsed(text);
  return unreadable(
    `"${text}" is not the name of a secret or binding.`,
    'Use capital letters, digits and "_", such as ORIGIN_APP_KEYS. Never write a key itself into the rules.',
  );
}

function nameExample(text: string): string {
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+/, '');
  const mended = withoutTrailing(plain, '-').slice(0, 63);
  return NAME.test(mended) ? `, such as ${mended}` : '';
}
