import { closest, type ProblemCode } from '../../compiler/problems/index.ts';
import { type Directives, isLeft, type Left } from './policy.ts';

/** Directives that the rules may set. Frame ancestors and reporting have keys or values of their own. */
export const CSP_DIRECTIVES: ReadonlySet<string> = new Set([
  'default-src',
  'base-uri',
  'object-src',
  'form-action',
  'script-src',
  'script-src-elem',
  'script-src-attr',
  'style-src',
  'style-src-elem',
  'style-src-attr',
  'img-src',
  'connect-src',
  'font-src',
  'media-src',
  'frame-src',
  'child-src',
  'worker-src',
  'manifest-src',
  'sandbox',
  'trusted-types',
  'require-trusted-types-for',
  'upgrade-insecure-requests',
]);

/** Directives that hold words of their own, and no sources; an empty list says that the directive is there. */
export const WORDS: Readonly<Record<string, RegExp>> = {
  sandbox: /^allow-[a-z-]+$/,
  'trusted-types': /^(?:[A-Za-z0-9\-#=_/@.%]+|\*|'none'|'allow-duplicates')$/,
  'require-trusted-types-for': /^'script'$/,
  'upgrade-insecure-requests': /^$/,
};

/** Directives through which code comes in. */
export const CODE_DIRECTIVES: ReadonlySet<string> = new Set([
  'default-src',
  'script-src',
  'script-src-elem',
  'script-src-attr',
  'object-src',
  'worker-src',
  'child-src',
  'base-uri',
]);
/** Stands in a source list for the nonce that each response has of its own. */
export const NONCE = "'nonce'";
/** Words in single quotes that a directive may hold. */
export const KEYWORDS: readonly string[] = [
  "'self'",
  "'none'",
  "'strict-dynamic'",
  "'report-sample'",
  "'wasm-unsafe-eval'",
  "'unsafe-hashes'",
  "'unsafe-inline'",
  "'unsafe-eval'",
  // Not of the standard: the nonce of the response, since one written in the rules would be the same in each.
  NONCE,
];
/** Hash of an inline script or style. */
export const HASH = /^'sha(?:256-[A-Za-z0-9+/_-]{43}=|384-[A-Za-z0-9+/_-]{64}|512-[A-Za-z0-9+/_-]{86}==)'$/;
/** Schemes as sources. */
export const SCHEMES: ReadonlySet<string> = new Set(['data:', 'blob:', 'mediastream:', 'https:', 'wss:']);
/** A host, with or without scheme, port and path. */
export const HOST =
  /^(?:(?:https|wss):\/\/)?(?:\*\.)?[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+(?::[1-9][0-9]{0,4})?(?:\/[A-Za-z0-9._~/@+-]*)?$/;

/** What is wrong with a source. */
export interface SourceProblem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly fix: string;
}

/** Checks one source of a CSP directive; `null` where it can be written. What it opens is for the advice to say. */
export function checkSource(source: string): SourceProblem | null {
  if (/^'nonce-/i.test(source))
    return unsafe(
      'A nonce in the rules is the same in every response, so an attacker knows it.',
      `Write "${NONCE}": the gateway puts a new nonce into each response.`,
    );
  if (KEYWORDS.includes(source) || HASH.test(source) || SCHEMES.has(source) || source === '*' || HOST.test(source))
    return null;
  return checkSpelling(source);
}

/** Checks one source of frame-ancestors; `null` where it is good. */
export function checkFrameAncestor(source: string): SourceProblem | null {
  if (source === "'self'" || source === "'none'" || source === '*' || source === 'https:') return null;
  if (HOST.test(source) && !source.startsWith('wss:')) return null;
  return checkSpelling(source);
}

function checkSpelling(source: string): SourceProblem {
  const shown = JSON.stringify(source.slice(0, 100));
  const quoted = `'${source.replaceAll("'", '').toLowerCase()}'`;
  const keyword = KEYWORDS.includes(quoted) ? quoted : source.startsWith("'") ? closest(source, KEYWORDS) : null;
  if (keyword !== null) return invalid(`${shown} is not a source.`, `Write "${keyword}", with the single quotes.`);
  if (/[;,\s]/.test(source))
    return invalid(
      `${shown} is more than one source.`,
      'Write one source an entry; none may hold spaces, commas or semicolons.',
    );
  if (/^(?:http|ws):/i.test(source))
    return unsafe(
      `${shown} is not encrypted.`,
      `Write "${source.replace(/^http:/i, 'https:').replace(/^ws:/i, 'wss:')}".`,
    );
  return invalid(
    `${shown} is not a source.`,
    "Write a keyword such as 'self', a hash, or a host such as https://cdn.example.com.",
  );
}

function unsafe(message: string, fix: string): SourceProblem {
  return { code: 'unsafe_header', message, fix };
}

function invalid(message: string, fix: string): SourceProblem {
  return { code: 'invalid_header', message, fix };
}

/** Whether a policy lets in what has the nonce of the response. */
export function usesNonce(csp: Directives | Left): boolean {
  return !isLeft(csp) && Object.values(csp).some((sources) => sources.includes(NONCE));
}
