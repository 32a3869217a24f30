import type { ResponsePlan, ResponsePolicy } from '../../policy/index.ts';
import { isOrdered, parseCsp, parsePermissions } from '../../responses/index.ts';
import { CODE_DIRECTIVES, SCHEMES } from './csp-source.ts';

/** A relaxation that the rules state. */
export interface HeaderOpening {
  /** A sentence that ends "on …": `Inline scripts run`. */
  readonly what: string;
  readonly fix: string;
}

const CSP = 'content-security-policy';
const WHOLE_URL = new Set(['origin-when-cross-origin', 'no-referrer-when-downgrade', 'unsafe-url']);

/** Sources that let every host in: what is on a page can then be sent to any of them. */
const HOSTS = new Set(['*', 'http:', 'https:', 'ws:', 'wss:']);

/** What the headers of a route let through that the profile `app` does not. */
export function headerOpenings({ plans, nonce }: ResponsePolicy): readonly HeaderOpening[] {
  const sent = new Map(plans.page.sets.map((step) => [step.name, step]));
  const sentValue = (name: string): string => sent.get(name)?.value ?? '';
  const isObserved = plans.page.sets.every(({ name }) => name !== 'x-content-type-options') && sent.size > 0;
  if (isObserved && plans.page.removes.length === 0 && !sent.has(CSP)) return [];
  return [
    ...policyOpenings(plans.page, sent.get(CSP)?.joins === 'lacking', sentValue(CSP)),
    ...frameOpenings(plans.page, sentValue(CSP), sentValue('x-frame-options')),
    ...[...(parsePermissions(sentValue('permissions-policy')) ?? [])].flatMap(([feature, allowed]) =>
      allowed === '*' ? [opening(`Every site may use ${feature} in frames`, 'Name the sites that need it.')] : [],
    ),
    ...(WHOLE_URL.has(sentValue('referrer-policy'))
      ? [opening('Other sites learn the path of pages', 'Write strict-origin-when-cross-origin, or stricter.')]
      : []),
    ...(sent.has('x-content-type-options')
      ? []
      : [
          opening(
            'Browsers may take an answer for something else than its type says',
            'Write "contentTypeOptions: nosniff".',
          ),
        ]),
    ...(nonce?.kind === 'placeholder'
      ? [
          opening(
            'A text in the pages of the app is replaced by the nonce',
            'Keep it secret, or take the nonce from the context.',
          ),
        ]
      : []),
  ];
}

function policyOpenings({ removes }: ResponsePlan, isLacking: boolean, value: string): readonly HeaderOpening[] {
  const removed = removes
    .filter((name) => (isOrdered(name) || name === CSP) && name !== CSP)
    .map((name) => opening(`No ${name} goes out, and that of the app is taken out`, 'Let it stand, or set it.'));
  if (removes.includes(CSP) && value === '')
    return [
      ...removed,
      opening(
        'No Content-Security-Policy goes out, and that of the app is taken out',
        'Write "csp: origin", or a policy.',
      ),
    ];
  if (isLacking)
    return [
      ...removed,
      opening(
        "The app's own Content-Security-Policy is the policy, if it has one",
        'Try a stricter one with "reportOnly".',
      ),
    ];
  return [...removed, ...(value === '' ? [] : sourceOpenings(value))];
}

function sourceOpenings(value: string): readonly HeaderOpening[] {
  const csp = parseCsp(value);
  const found: HeaderOpening[] = [];
  if (!csp.has('default-src') && !csp.has('script-src'))
    found.push(opening('Scripts may come from anywhere', 'Name their sources in script-src.'));
  for (const [directive, sources] of csp) {
    if (directive === 'frame-ancestors') continue;
    const named = sources.some((source) => /^'(?:nonce|sha\d+)-/.test(source));
    for (const source of sources) {
      const what = CODE_DIRECTIVES.has(directive)
        ? codeOpening(directive, source, named)
        : HOSTS.has(source)
          ? opening(`Pages may talk to any host, by ${source} in ${directive}`, 'Name the hosts that are meant.')
          : null;
      if (what !== null) found.push(what);
    }
  }
  return found;
}

/** @param named whether hashes or a nonce stand beside the source, which browsers then heed in place of `'unsafe-inline'` */
function codeOpening(directive: string, source: string, named: boolean): HeaderOpening | null {
  if (source === "'unsafe-inline'" && !named && directive !== 'object-src')
    return opening(
      `Scripts that an attacker writes into a page run, by 'unsafe-inline' in ${directive}`,
      'List hashes, or let the app use a nonce.',
    );
  if (source === "'unsafe-eval'")
    return opening(
      `Text may run as code, by 'unsafe-eval' in ${directive}`,
      "Remove it; for WebAssembly write 'wasm-unsafe-eval'.",
    );
  if (source === '*' || (SCHEMES.has(source) && !(source === 'blob:' && directive === 'worker-src')))
    return opening(`Code comes in from anywhere, by ${source} in ${directive}`, 'Name the hosts that are meant.');
  return null;
}

function frameOpenings({ removes }: ResponsePlan, value: string, options: string): readonly HeaderOpening[] {
  const ancestors = parseCsp(value).get('frame-ancestors');
  const isOpen = ancestors?.some((source) => source === '*' || source === 'https:') ?? options === '';
  if (isOpen) return [opening('Any site may frame the pages', 'Name the sites that may in "frameAncestors".')];
  return removes.includes('x-frame-options')
    ? [
        opening(
          "The app's own X-Frame-Options is taken out",
          'Let it stand, unless other sites are to frame the pages.',
        ),
      ]
    : [];
}

function opening(what: string, fix: string): HeaderOpening {
  return { what, fix };
}
