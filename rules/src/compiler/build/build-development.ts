import type { DevelopmentRule, Policy } from '../../policy/index.ts';
import type { PlacedRule } from '../checks/index.ts';
import { checkReference, type Path, valueOrProblem } from '../problems/index.ts';
import { parseIssuerUrl } from '../values/index.ts';
import { buildDevelopmentHosts } from './build-hosts.ts';
import { buildOriginUrl, checkBoundUrl } from './build-origin-target.ts';
import type { Scope } from './scope.ts';

type Urls = Readonly<Record<string, string>>;

/** Compiles what stands in the place of hosts and URLs on one's own machine. */
export function buildDevelopment(
  scope: Scope,
  routes: readonly PlacedRule[],
  { origins, issuers }: Pick<Policy, 'origins' | 'issuers'>,
): { readonly development?: DevelopmentRule } {
  const { rules, declared, report } = scope;
  const entry = rules.development;
  if (entry === undefined) return {};
  const hosts = buildDevelopmentHosts(scope, entry.hosts, routes);
  const originUrls = read(entry.origins, ['development', 'origins'], (path, id, text) => {
    checkReference(report, path, id, declared.origins, 'origin');
    const url = buildOriginUrl(scope, path, text, hosts, 'development');
    if (url !== null) checkBoundUrl(scope, path, url, origins[id]);
    return url;
  });
  const identityIssuers = read(entry.identity, ['development', 'identity'], (path, id, text) => {
    checkReference(report, path, id, declared.identity, 'identity provider');
    return issuerUrl(scope, path, text);
  });
  const issuerKeys = read(entry.issuers, ['development', 'issuers'], (path, id, text) => {
    checkReference(report, path, id, declared.issuers, 'issuer');
    if (issuers[id]?.keys.kind === 'secret')
      report.add(path, 'no_effect', `Issuer "${id}" has its keys in a secret, not at a URL.`, 'Remove it.', 'key');
    return issuerUrl(scope, path, text);
  });
  return { development: { hosts, originUrls, identityIssuers, issuerKeys } };
}

function issuerUrl({ report }: Scope, path: Path, text: string): string | null {
  return valueOrProblem(report, path, 'invalid_issuer', parseIssuerUrl(text, 'development'))?.url ?? null;
}

/** Reads each URL of a map; those with mistakes are left out. */
function read(urls: Urls = {}, place: Path, url: (path: Path, id: string, text: string) => string | null): Urls {
  return Object.fromEntries(
    Object.entries(urls).flatMap(([id, text]) => {
      const value = url([...place, id], id, text);
      return value === null ? [] : [[id, value]];
    }),
  );
}
