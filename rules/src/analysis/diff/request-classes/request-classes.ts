import {
  type Axis,
  type DecidingRoute,
  type EffectiveRoute,
  type HostClass,
  ownHostOf,
  PEOPLE,
  type Site,
  type Visitor,
} from '../axis/index.ts';
import { axesBetween, type PreparedAxis } from './control-axes.ts';
import { type Carried, effectiveRoute, sitesOf } from './sites.ts';

/**
 * Requests of one kind of visitor from sites that neither route distinguishes. Within the class every axis is independent of
 * the others, so the class is their product.
 */
export interface RequestClass {
  readonly visitor: Visitor;
  readonly old: EffectiveRoute | null;
  readonly new: EffectiveRoute | null;
  readonly axes: readonly Axis[];
}

/** Sites for which both routes are in effect alike. */
interface SiteClass {
  readonly old: EffectiveRoute | null;
  readonly new: EffectiveRoute | null;
  readonly sites: [Site, ...Site[]];
}

/** All requests of a method that the routes decide, in classes. */
export function requestClassesOf(
  prepared: readonly PreparedAxis[],
  old: DecidingRoute | null,
  next: DecidingRoute | null,
  method: string,
  hosts: readonly HostClass[],
): readonly RequestClass[] {
  // Browsers send preflights without a session, and the gateway asks for none.
  const isPreflight = [old, next].every((route) => route === null || route.preflight);
  const classesOf = (visitors: readonly Visitor[], carried: Carried): readonly RequestClass[] =>
    siteClassesOf(old, next, method, carried).flatMap((siteClass) =>
      visitors.map((visitor) => ({
        visitor,
        old: siteClass.old,
        new: siteClass.new,
        axes: axesOf(prepared, siteClass, visitor, method, hosts),
      })),
    );
  const people = classesOf(isPreflight ? ['anonymous'] : PEOPLE, 'session');
  // A token that neither route takes is as good as none.
  return isPreflight || ![old, next].some(takesTokens) ? people : [...people, ...classesOf(['token'], 'token')];
}

function takesTokens(route: DecidingRoute | null): boolean {
  const access = route?.rule.access;
  return access?.kind === 'roles' && access.credentials.includes('token');
}

function siteClassesOf(
  old: DecidingRoute | null,
  next: DecidingRoute | null,
  method: string,
  carried: Carried,
): readonly SiteClass[] {
  const routes = [old, next].filter((route) => route !== null);
  const classes = new Map<string, SiteClass>();
  const isPreflight = routes.some(({ preflight }) => preflight);
  for (const site of sitesOf(routes, method)) {
    // A preflight always names an origin.
    if (isPreflight && site.origin === 'absent') continue;
    const [a, b] = [old, next].map((route) =>
      route === null ? null : effectiveRoute(route, { site, method, carried }),
    );
    if (a?.passesCrossSite !== true && b?.passesCrossSite !== true) continue;
    const key = JSON.stringify([site.upgrades, ownHostOf(site), effectOf(a), effectOf(b)]);
    const known = classes.get(key);
    if (known === undefined) classes.set(key, { old: a ?? null, new: b ?? null, sites: [site] });
    else known.sites.push(site);
  }
  return [...classes.values()];
}

/** Equal where the route treats requests from two sites alike. */
function effectOf(route: EffectiveRoute | null | undefined): unknown {
  return route ? [route.passesCrossSite, route.ignoresSession, route.readAccess] : null;
}

function axesOf(
  prepared: readonly PreparedAxis[],
  { old, new: next, sites }: SiteClass,
  visitor: Visitor,
  method: string,
  hosts: readonly HostClass[],
): readonly Axis[] {
  // A WebSocket is never safe, whichever method opens it.
  const judgedMethod = sites[0].upgrades ? 'WebSocket' : method;
  return axesBetween(prepared, old, next, { visitor, method: judgedMethod, hosts, sites });
}
