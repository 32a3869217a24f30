import type { Engine, HostRoutes } from '../../../engine/index.ts';
import { type HostClass, hostClassesOf } from '../axis/index.ts';

/** Hosts at which the same routes decide, in each version. */
export interface HostGroup {
  readonly hosts: readonly HostClass[];
  readonly old: HostSide;
  readonly new: HostSide;
}

/** One version's part. */
export interface HostSide {
  readonly engine: Engine;
  /** A host of the version at which these routes decide; one that it does not serve where there are none. */
  readonly host: string;
  /** `null`: the version does not serve the hosts. */
  readonly routes: HostRoutes | null;
}

/**
 * A host that one version alone serves is compared with the routes that the other one has for every host, so that a host more
 * is one difference, and not one for each route.
 */
export function hostGroupsOf(old: Engine, next: Engine): readonly HostGroup[] {
  const classes = hostClassesOf(old, next);
  const [before, after] = [createSides(old, classes), createSides(next, classes)];
  const groups = new Map<HostRoutes | null, Map<HostRoutes | null, HostGroup & { readonly hosts: HostClass[] }>>();
  for (const each of classes) {
    const [a, b] = [before.at(each.host), after.at(each.host)];
    const oldSide = a.routes === null && b.routes === after.common.routes ? { ...before.common } : a;
    const newSide = b.routes === null && a.routes === before.common.routes ? { ...after.common } : b;
    const ofOld = groups.get(oldSide.routes) ?? new Map();
    const group = ofOld.get(newSide.routes) ?? { hosts: [], old: oldSide, new: newSide };
    group.hosts.push(each);
    groups.set(oldSide.routes, ofOld.set(newSide.routes, group));
  }
  return [...groups.values()].flatMap((ofOld) => [...ofOld.values()]);
}

interface Sides {
  readonly at: (host: string) => HostSide;
  /** Where the routes for every host decide alone. */
  readonly common: HostSide;
}

function createSides(engine: Engine, classes: readonly HostClass[]): Sides {
  const at = (host: string): HostSide => {
    const match = engine.matchHost(host);
    return { engine, host, routes: match === null ? null : engine.routesAt(match.pattern) };
  };
  const everywhere = engine.routesAt(null);
  const common = classes.map(({ host }) => at(host)).find(({ routes }) => routes === everywhere);
  return { at, common: common ?? { engine, host: '', routes: null } };
}
