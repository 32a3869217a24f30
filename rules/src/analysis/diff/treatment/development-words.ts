import type { DevelopmentRule } from '../../../policy/index.ts';
import { listWords } from '../order/index.ts';

/** What of the rules is for development alone, in words. */
export function developmentWords(development: DevelopmentRule | undefined): string {
  if (development === undefined) return 'none';
  const hosts = listWords(
    development.hosts.map(({ pattern, standsFor }) =>
      standsFor === undefined ? pattern : `${pattern} for ${standsFor}`,
    ),
  );
  const { originUrls, identityIssuers, issuerKeys } = development;
  const at = (urls: Readonly<Record<string, string>>): string =>
    listWords(Object.entries(urls).map(([id, url]) => `${id} at ${url}`));
  return `hosts ${hosts}; origins ${at(originUrls)}; identity ${at(identityIssuers)}; issuers ${at(issuerKeys)}`;
}
