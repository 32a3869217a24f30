import { closest, type ProblemCode } from '../../compiler/problems/index.ts';

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
]);

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
];
/** Hash of an inline script or style. */
export const HASH = /^'sha(?:256-[A-Za-z0-9+/_-]{43}=|384-[A-Za-z0-9+/_-]{64}|512-[A-Za-z0-9+/_-]{86}==)'$/;
/** Schemes as sources. */
export const SCHEMES: ReadonlySet<string> = new Set(['data:', 'blob:', 'mediastream:', 'https:', 'wss:']);
/** A host, with or without scheme, port and path. */
export const HOST =
  /^(?:(?:https|wss):\/\/)?(?:\*\.)?[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+(?::[1-9][0-9]{0,4})?(?:\/[A-Za-z0-9._~/-]*)?$/;

/** What is wrong with a source. */
export interface SourceProblem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly fix: string;
}

/** Checks one source of a CSP directive; `null` where it is good. */
export function checkSource(directive: string, source: string): SourceProblem | null {
  const isCode = CODE_DIRECTIVES.has(directive);
  if (source === "'unsafe-inline'" && isCode) {
    return unsafe(
      `${source} in ${directive} lets any injected script run.`,
      "Move inline scripts into files, or list their hashes: 'sha256-…'.",
    );
  }
  if (source === "'unsafe-eval'")
    return unsafe(
      `${source} in ${directive} lets text run as code.`,
      "Remove it; for WebAssembly write 'wasm-unsafe-eval'.",
    );
  if (/^'nonce-/i.test(source))
    return unsafe(
      'A nonce in the rules is the same in every response, so an attacker knows it.',
      "List the script's hash instead: 'sha256-…'.",
    );
  if (isCode && (source === '*' || SCHEMES.has(source)) && !(source === 'blob:' && directive === 'worker-src')) {
    return unsafe(
      `"${source}" in ${directive} lets code in from anywhere.`,
      'Name the hosts that are meant, such as https://cdn.example.com.',
    );
  }
  if (KEYWORDS.includes(source) || HASH.test(source) || SCHEMES.has(source) || source === '*' || HOST.test(source))
    return null;
  return checkSpelling(source);
}

/** Checks one source of frame-ancestors; `null` where it is good. */
export function checkFrameAncestor(source: string): SourceProblem | null {
  if (source === '*' || SCHEMES.has(source)) {
    return unsafe(
      `"${source}" lets any site frame these pages.`,
      'Name the sites that may, such as https://portal.example.com.',
    );
  }
  if (source === "'self'" || source === "'none'" || (HOST.test(source) && !source.startsWith('wss:'))) return null;
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
