import type { Engine } from '../../engine/index.ts';
import type { HostPattern } from '../../policy/index.ts';

/** The pattern of the rules that a canonical host matches, or `null`. */
export function matchedHost({ policy, matchHost }: Engine, host: string): HostPattern | null {
  const match = matchHost(host);
  if (match === null) return null;
  return policy.hosts.find((pattern) => fits(pattern, host, match.tenant)) ?? null;
}

function fits({ labels, port }: HostPattern, host: string, tenant: string | null): boolean {
  if ((labels[0] === null) !== (tenant !== null)) return false;
  const name = labels.map((label) => label ?? tenant).join('.');
  return host === (port === null ? name : `${name}:${port}`);
}
