import type { HostPattern, Policy } from '@portcullis/rules/policy';

/** Where a gateway on one's own machine listens and leads. */
export interface LocalPlaces {
  readonly port: number;
  /** Origin id to URL; the rules' own development URLs stand for the others. */
  readonly originUrls: Readonly<Record<string, string>>;
}

/**
 * The same rules for this machine: `localhost` and, where the rules know tenants by host, `{tenant}.localhost`. Where routes
 * are for single hosts, the hosts that the rules have for development, if a browser on this machine finds them; otherwise each
 * host of the rules under its own name before `.localhost`.
 */
export function localPolicy(policy: Policy, { port, originUrls }: LocalPlaces): Policy {
  const namesTenants = policy.hosts.some((host) => host.labels[0] === null);
  const isOneSite = policy.routes.every(({ hosts }) => hosts === null);
  const hosts = isOneSite
    ? [localHost(['localhost'], port), ...(namesTenants ? [localHost([null, 'localhost'], port)] : [])]
    : (ownHosts(policy, port) ??
      policy.hosts.map(({ pattern, labels }) => ({
        ...localHost([...labels, 'localhost'], port),
        standsFor: pattern,
      })));
  const { identityIssuers = {}, issuerKeys = {} } = policy.development ?? {};
  const urls = { ...policy.development?.originUrls, ...originUrls };
  return { ...policy, development: { hosts, originUrls: urls, identityIssuers, issuerKeys } };
}

/** The rules' own hosts for development, at this port; `null` where they have none, or have others. */
function ownHosts({ development }: Policy, port: number): readonly HostPattern[] | null {
  const hosts = development?.hosts ?? [];
  if (hosts.length === 0 || hosts.some(({ labels }) => labels.at(-1) !== 'localhost')) return null;
  return hosts.map(({ labels, standsFor }) => ({
    ...localHost(labels, port),
    ...(standsFor === undefined ? {} : { standsFor }),
  }));
}

function localHost(labels: readonly (string | null)[], port: number): HostPattern {
  const pattern = `${labels.map((label) => label ?? '{tenant}').join('.')}:${port}`;
  return { pattern, labels, port, at: 'portcullis dev' };
}
