import { parsePolicies } from '@portcullis/rules/responses';
import { BANNER_SCRIPT_HASH, BANNER_STYLE_HASH } from './banner-assets.ts';

const HEADERS = ['content-security-policy', 'content-security-policy-report-only'];

/**
 * Lets the banner stand in a page under each of the page's policies, and nothing else: its style and its script by hash,
 * its form by its whole address. Changes `headers`.
 * @param endUrl where the form of the banner goes
 * @returns whether the page may send the form: none of its policies puts it into a sandbox that forbids that
 */
export function allowBanner(headers: Headers, endUrl: string): boolean {
  let canEnd = true;
  for (const name of HEADERS) {
    const value = headers.get(name);
    if (value === null) continue;
    const policies = parsePolicies(value).map((policy): Directives => new Map(policy));
    // Report-only policies have no sandbox.
    canEnd &&= policies.every((policy) => allowsForms(policy.get('sandbox')));
    headers.set(name, policies.map((policy) => textOf(widened(policy, endUrl))).join(', '));
  }
  return canEnd;
}

type Directives = Map<string, readonly string[]>;

/** A document of an opaque origin would send the form as another site's. */
function allowsForms(sandbox: readonly string[] | undefined): boolean {
  return sandbox === undefined || (sandbox.includes('allow-forms') && sandbox.includes('allow-same-origin'));
}

function widened(policy: Directives, endUrl: string): Directives {
  allowInline(policy, 'style-src', `'${BANNER_STYLE_HASH}'`);
  allowInline(policy, 'script-src', `'${BANNER_SCRIPT_HASH}'`);
  const forms = policy.get('form-action');
  if (forms !== undefined) policy.set('form-action', withSource(forms, endUrl));
  return policy;
}

/** Adds the hash to the directive that governs inline elements (CSP Level 3 section 6.8.1), unless all of them may stand. */
function allowInline(policy: Directives, kind: 'style-src' | 'script-src', hash: string): void {
  const governing = [`${kind}-elem`, kind, 'default-src'].find((name) => policy.has(name));
  const sources = policy.get(governing ?? '');
  if (governing === undefined || sources === undefined || letsInline(sources)) return;
  policy.set(governing === 'default-src' ? `${kind}-elem` : governing, withSource(sources, hash));
}

/** Beside a hash or a nonce, browsers do not heed 'unsafe-inline', and a hash of ours would switch it off. */
function letsInline(sources: readonly string[]): boolean {
  const lower = sources.map((source) => source.toLowerCase());
  return (
    lower.includes("'unsafe-inline'") &&
    !lower.some((source) => source.startsWith("'nonce-") || source.startsWith("'sha") || source === "'strict-dynamic'")
  );
}

function withSource(sources: readonly string[], source: string): readonly string[] {
  return [...sources.filter((each) => each.toLowerCase() !== "'none'"), source];
}

function textOf(policy: Directives): string {
  return [...policy].map(([name, sources]) => [name, ...sources].join(' ')).join('; ');
}
