import type { Policy } from '@portcullis/rules/policy';

/**
 * The bindings of apps that see the public host, and the development URLs to which they lead: a URL alone would show such an app
 * its own host.
 * @throws where one binding would have to lead to two places
 */
export function developmentServices({ origins, development }: Policy): Readonly<Record<string, string>> {
  const services: Record<string, string> = {};
  for (const { id, host, target } of Object.values(origins)) {
    const url = development?.originUrls[id];
    if (url === undefined || host !== 'public' || target.kind !== 'service') continue;
    const other = services[target.binding];
    if (other !== undefined && other !== url)
      throw new Error(`${target.binding} leads to ${other} and to ${url}: give the origins bindings of their own`);
    services[target.binding] = url;
  }
  return services;
}
