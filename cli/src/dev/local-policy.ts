import type { HostPattern, Policy } from '@portcullis/rules/policy';

/** Where a gateway on one's own machine listens and leads. */
export interface LocalPlaces {
  readonly port: number;
  /** Origin id to URL; the rules' own development URLs stand for the others. */
  readonly originUrls: Readonly<Record<string, string>>;
}

/**
 * The same rules for this machine: `localhost` and, where the rules know tenants by host, `{tenant}.localhost`. Where routes
 * are for single hosts, each host of the rules is there under its own name before `.localhost`.
 */
export function localPolicy(policy: Policy, { port, originUrls }: LocalPlaces): Policy {
  const namesTenants = policy.hosts.some((host) => host.labels[0] === null);
  const isOneSite = policy.routes.every(({ hosts }) => hosts === null);
  const hosts = isOneSite
    ? [localHost(['localhost'], port), ...(namesTenants ? [localHost([null, 'localhost'], port)] : [])]
    : policy.hosts.map(({ pattern, labels }) => ({ ...localHost([...labels, 'localhost'], port), standsFor: pattern }));
  const { identityIssuers = {}, issuerKeys = {} } = policy.development ?? {};
  const urls = { ...policy.development?.originUrls, ...originUrls };
  return { ...policy, development: { hosts, originUrls: urls, identityIssuers, issuerKeys } };
}

function localHost(labels: readonly (string | null)[], port: number): HostPattern {
  const pattern = `${labels.map((label) => label ?? '{tenant}').join('.')}:${port}`;
  return { pattern, labels, port, at: 'portcullis dev' };
}
