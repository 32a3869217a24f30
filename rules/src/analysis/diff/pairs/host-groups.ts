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
  /** A host of the version at which these routes decide. */
  readonly host: string;
  /** `null`: none but the gateway's own. */
  readonly routes: HostRoutes | null;
}

/**
 * A host that one version alone serves is compared with routes that the other one has elsewhere: those for every host, if no
 * others decide there, or else the gateway's own. So a host more is one difference, and not one for each route.
 */
export function hostGroupsOf(old: Engine, next: Engine): readonly HostGroup[] {
  const classes = hostClassesOf(old, next);
  const [before, after] = [createSides(old, classes), createSides(next, classes)];
  const groups = new Map<HostRoutes | null, Map<HostRoutes | null, HostGroup & { readonly hosts: HostClass[] }>>();
  for (const each of classes) {
    const [a, b] = [before.at(each.host), after.at(each.host)];
    const oldSide = a ?? (b?.routes === after.common?.routes ? before.common : null) ?? before.gateway;
    const newSide = b ?? (a?.routes === before.common?.routes ? after.common : null) ?? after.gateway;
    const ofOld = groups.get(oldSide.routes) ?? new Map();
    const group = ofOld.get(newSide.routes) ?? { hosts: [], old: oldSide, new: newSide };
    group.hosts.push(each);
    groups.set(oldSide.routes, ofOld.set(newSide.routes, group));
  }
  return [...groups.values()].flatMap((ofOld) => [...ofOld.values()]);
}

interface Sides {
  /** `null`: the version does not serve the host. */
  readonly at: (host: string) => HostSide | null;
  /** Where the routes for every host decide alone; `null`: nowhere. */
  readonly common: HostSide | null;
  /** The gateway's own routes, which decide everywhere. */
  readonly gateway: HostSide;
}

function createSides(engine: Engine, classes: readonly HostClass[]): Sides {
  const at = (host: string): HostSide | null => {
    const match = engine.matchHost(host);
    return match === null ? null : { engine, host, routes: engine.routesAt(match.pattern) };
  };
  const served = classes.flatMap(({ host }) => at(host) ?? []);
  const everywhere = engine.routesAt(null);
  return {
    at,
    common: served.find(({ routes }) => routes === everywhere) ?? null,
    gateway: { engine, host: served[0]?.host ?? '', routes: null },
  };
}
