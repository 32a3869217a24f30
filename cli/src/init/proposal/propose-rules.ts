import type { Evidence, PathNode } from '../evidence/index.ts';
import { mergeNodes } from '../evidence/index.ts';
import type { ChosenHosts } from './choose-hosts.ts';
import { type PageCode, type ProposedHeaders, proposeHeaders } from './propose-headers.ts';
import { type ProposedLimit, proposeLimits } from './propose-limits.ts';
import { type ProposedRoute, proposeRoutes } from './propose-routes.ts';

/** All that a first rules file says, with its evidence. */
export interface Proposal {
  readonly hosts: ChosenHosts['patterns'];
  readonly routes: readonly ProposedRoute[];
  readonly limits: readonly ProposedLimit[];
  readonly headers: ProposedHeaders;
}

export interface ProposalOptions {
  readonly limitFactor: number;
}

/** Proposes rules from what the evidence shows. */
export function proposeRules(
  evidence: Evidence,
  hosts: ChosenHosts,
  code: PageCode,
  { limitFactor }: ProposalOptions,
): Proposal {
  const taken = new Set<string>();
  return {
    hosts: hosts.patterns,
    routes: groupsOf(evidence.paths).flatMap(({ names, root }) => proposeRoutes(root, names, taken)),
    limits: proposeLimits(evidence.rates, limitFactor),
    headers: proposeHeaders(code),
  };
}

interface HostGroup {
  readonly names: readonly string[];
  readonly root: PathNode;
}

/** Hosts with their paths; those that serve the same app together. */
function groupsOf(paths: Evidence['paths']): readonly HostGroup[] {
  const single = [...paths].map(([name, root]): HostGroup => ({ names: [name], root }));
  const groups: HostGroup[] = [];
  for (const host of single) {
    const like = groups.findIndex((group) => isAlike(group.root, host.root));
    const group = groups[like];
    if (group === undefined) groups.push(host);
    else groups[like] = joined([group, host]);
  }
  return groups;
}

function joined(groups: readonly HostGroup[]): HostGroup {
  return { names: groups.flatMap(({ names }) => names), root: mergeNodes(groups.map(({ root }) => root)) };
}

/** Half of what lies at the root of the smaller one lies at that of the other as well. */
function isAlike(a: PathNode, b: PathNode): boolean {
  const [few, many] = a.words.size <= b.words.size ? [a.words, b.words] : [b.words, a.words];
  const shared = [...few.keys()].filter((word) => many.has(word)).length;
  return shared > 0 && shared >= few.size / 2;
}
