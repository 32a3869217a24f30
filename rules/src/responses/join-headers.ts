import { type HeaderJoin, type HeaderStep, NONCE_MARK } from '../policy/index.ts';
import { attachment } from './attachment.ts';
import { lackingDirectives, originNonces, parsePolicies } from './csp/index.ts';
import { isDictionary } from './is-dictionary.ts';
import { isOrdered, parseFrameOptions, STRICTEST } from './strictest/index.ts';

type Header = readonly [name: string, value: string];

const CSP = 'content-security-policy';
const FRAME_OPTIONS = 'x-frame-options';

/**
 * The headers to send where the origin sent some of the same names.
 * @param theirs the origin's values by name in lower case, several of one name joined by commas, without those that the
 *   plan removes
 * @param nonce of this response; read only where a value asks for one
 */
export function joinHeaders(
  sets: readonly HeaderStep[],
  theirs: ReadonlyMap<string, string>,
  nonce: string | null,
): readonly Header[] {
  const joined = sets.flatMap((step): readonly Header[] => {
    const value = joinedValue(step, theirs.get(step.name) ?? null, nonce);
    return value === null ? [] : [[step.name, value]];
  });
  return withFrameOptions(joined, theirs);
}

/** The gateway's own value, for an origin that sends no such header. Only routes with a nonce have values that need one. */
export function ownValue({ value }: HeaderStep, nonce: string | null): string {
  return nonce === null ? value : value.replaceAll(NONCE_MARK, nonce);
}

/** Headers of an origin that are joined with the gateway's, lower case. All others that the gateway sets replace the origin's. */
export const JOINED_HEADERS: ReadonlySet<string> = new Set([
  ...Object.keys(STRICTEST),
  CSP,
  `${CSP}-report-only`,
  'content-disposition',
  'cross-origin-embedder-policy-report-only',
  'cross-origin-opener-policy-report-only',
  'document-policy',
  'integrity-policy-report-only',
  'permissions-policy-report-only',
  'reporting-endpoints',
  'x-robots-tag',
]);

function joinedValue(step: HeaderStep, theirs: string | null, nonce: string | null): string | null {
  const ours = ownValue(step, nonce);
  return theirs === null ? ours : JOINS[step.joins](step.name, theirs, withNonces(step, ours, theirs, nonce));
}

const JOINS: Readonly<Record<HeaderJoin, (name: string, theirs: string, ours: string) => string>> = {
  strictest: (name, theirs, ours) => (isOrdered(name) ? STRICTEST[name](theirs, ours) : ours),
  beside,
  ours: (_, __, ours) => ours,
  lacking: (_, theirs, ours) => {
    const added = lackingDirectives(ours, parsePolicies(theirs));
    return added === '' ? theirs : `${theirs}, ${added}`;
  },
  theirs: (_, theirs) => theirs,
  attachment: (_, theirs) => attachment(theirs),
};

/** Headers that browsers ignore as a whole where a part of them is malformed (RFC 9651 section 3.2). */
const DICTIONARIES = new Set(['document-policy', 'reporting-endpoints']);

function beside(name: string, theirs: string, ours: string): string {
  if (DICTIONARIES.has(name) && !isDictionary(theirs)) return ours;
  // What follows the name of a crawler is said to that crawler alone.
  return name === 'x-robots-tag' ? `${ours}, ${theirs}` : `${theirs}, ${ours}`;
}

/** An app that makes nonces of its own keeps them where the rules let nonces in: both policies know them then. */
function withNonces({ value }: HeaderStep, ours: string, theirs: string, nonce: string | null): string {
  if (!value.includes(NONCE_MARK)) return ours;
  const more = originNonces(theirs).map((each) => `'nonce-${each}'`);
  return more.length === 0 ? ours : ours.replaceAll(`'nonce-${nonce}'`, [`'nonce-${nonce}'`, ...more].join(' '));
}

/**
 * Browsers ignore `X-Frame-Options` beside `frame-ancestors` (CSP Level 3 section 6.4.2.1). What the origin forbids by
 * the older header is therefore said in a policy too, unless the origin has a newer one.
 */
function withFrameOptions(joined: readonly Header[], theirs: ReadonlyMap<string, string>): readonly Header[] {
  const options = parseFrameOptions(theirs.get(FRAME_OPTIONS) ?? '');
  if (options === null) return joined;
  const hasOwn = parsePolicies(theirs.get(CSP) ?? '').some((csp) => csp.has('frame-ancestors'));
  if (hasOwn) return joined;
  const ancestors = options === 'DENY' ? "frame-ancestors 'none'" : "frame-ancestors 'self'";
  return joined.map(([name, value]) => {
    const governs = name === CSP && parsePolicies(value).some((csp) => csp.has('frame-ancestors'));
    return governs && !parsePolicies(value).some((csp) => isAtLeast(csp.get('frame-ancestors') ?? null, options))
      ? [name, `${value}, ${ancestors}`]
      : [name, value];
  });
}

function isAtLeast(ancestors: readonly string[] | null, options: 'DENY' | 'SAMEORIGIN'): boolean {
  const [only] = ancestors ?? [];
  if (ancestors?.length !== 1) return ancestors?.length === 0;
  return only === "'none'" || (only === "'self'" && options === 'SAMEORIGIN');
}
