import {
  type Axis,
  type AxisBuilder,
  axisOf,
  type DecidingRoute,
  type EffectiveRoute,
  type Site,
} from '../axis/index.ts';
import { actAsAxis } from './act-as-axis.ts';
import { conditionsAxes } from './conditions-axes.ts';
import type { HostAxis } from './host-axis.ts';
import { requestHeadersAxis } from './request-headers-axis.ts';
import { effectiveRoute, ownHostOf, sitesOf, siteWords } from './sites.ts';
import { stepUpAxes } from './step-up-axes.ts';
import { VISITORS, type Visitor } from './visitor.ts';
import { whoAxis } from './who-axis.ts';

/** What the axes need of the two versions as a whole. */
export interface SharedAxes {
  readonly roles: readonly string[];
  readonly addressAxis: AxisBuilder;
  readonly hostAxis: HostAxis;
}

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
  readonly sites: Site[];
}

/** All requests of a method that the routes decide, in classes. */
export function requestClassesOf(
  shared: SharedAxes,
  old: DecidingRoute | null,
  next: DecidingRoute | null,
  method: string,
): readonly RequestClass[] {
  // Browsers send preflights without a session, and the gateway asks for none.
  const visitors = [old, next].every((route) => route === null || route.preflight)
    ? (['anonymous'] as const)
    : VISITORS;
  return siteClassesOf(old, next, method).flatMap((siteClass) =>
    visitors.map((visitor) => ({
      visitor,
      old: siteClass.old,
      new: siteClass.new,
      axes: axesOf(shared, siteClass, visitor, method),
    })),
  );
}

function siteClassesOf(old: DecidingRoute | null, next: DecidingRoute | null, method: string): readonly SiteClass[] {
  const routes = [old, next].filter((route) => route !== null);
  const classes = new Map<string, SiteClass>();
  const isPreflight = routes.some(({ preflight }) => preflight);
  for (const site of sitesOf(routes)) {
    // A preflight always names an origin.
    if (isPreflight && site.origin === 'absent') continue;
    const [a, b] = [old, next].map((route) => (route === null ? null : effectiveRoute(route, site, method)));
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
  shared: SharedAxes,
  { old, new: next, sites }: SiteClass,
  visitor: Visitor,
  method: string,
): readonly Axis[] {
  const [site] = sites;
  // A WebSocket is never safe, whatever its method.
  const judgedMethod = site?.upgrades === true ? 'WebSocket' : method;
  return [
    whoAxis(visitor, shared.roles, old, next),
    siteAxis(sites, old, next),
    shared.hostAxis(visitor, old, next, site === undefined ? null : ownHostOf(site)),
    shared.addressAxis(old, next),
    ...conditionsAxes(old, next),
    ...(visitor === 'session' ? [actAsAxis(old, next, judgedMethod), ...stepUpAxes(old, next)] : []),
    ...(old?.preflight === true || next?.preflight === true ? [requestHeadersAxis(old, next)] : []),
  ];
}

function siteAxis(sites: readonly Site[], old: EffectiveRoute | null, next: EffectiveRoute | null): Axis {
  const words = [...new Set(sites.map(siteWords))];
  return axisOf('sites', [
    {
      words,
      old: old?.passesCrossSite === true,
      new: next?.passesCrossSite === true,
      apply: (candidate) => {
        candidate.site = sites[0] ?? candidate.site;
      },
    },
  ]);
}
