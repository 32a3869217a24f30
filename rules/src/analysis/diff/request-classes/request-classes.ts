import type { Draft, Site } from '../axis/index.ts';
import { type Axis, axisOf, type Side, type View } from '../axis/index.ts';
import type { AddressAxis } from './address-axis.ts';
import type { HostAxis } from './host-axis.ts';
import { platformAxes } from './platform-axes.ts';
import { ownHostOf, sitesOf, siteWords, viewOf } from './sites.ts';
import { sessionAxes, VISITORS, type Visitor, whoAxis } from './visitor-axes.ts';

/** What the comparison of two routes needs of the two versions as a whole. */
export interface Space {
  readonly roles: readonly string[];
  readonly addressAxis: AddressAxis;
  readonly hostAxis: HostAxis;
}

/** Requests of one kind of visitor from sites that neither side tells apart: on every axis independent of the others. */
export interface Product {
  readonly visitor: Visitor;
  readonly old: View | null;
  readonly new: View | null;
  readonly axes: readonly Axis[];
}

interface Situation {
  readonly old: View | null;
  readonly new: View | null;
  readonly sites: Site[];
}

/** All requests of a method that the sides decide, as products of axes. */
export function productsOf(space: Space, old: Side | null, next: Side | null, method: string): readonly Product[] {
  // Browsers send preflights without a session, and the gateway asks for none.
  const visitors = [old, next].every((side) => side === null || side.preflight) ? (['anonymous'] as const) : VISITORS;
  return situationsOf(old, next, method).flatMap((situation) =>
    visitors.map((visitor) => ({
      visitor,
      old: situation.old,
      new: situation.new,
      axes: axesOf(space, situation, visitor, method),
    })),
  );
}

function situationsOf(old: Side | null, next: Side | null, method: string): readonly Situation[] {
  const sides = [old, next].filter((side) => side !== null);
  const situations = new Map<string, Situation>();
  const isPreflight = sides.some(({ preflight }) => preflight);
  for (const site of sitesOf(sides)) {
    // Without an origin nothing is asked leave for.
    if (isPreflight && site.origin === 'absent') continue;
    const [a, b] = [old, next].map((side) => (side === null ? null : viewOf(side, site, method)));
    if (a?.crosses !== true && b?.crosses !== true) continue;
    const key = JSON.stringify([site.upgrades, ownHostOf(site), traits(a), traits(b)]);
    const known = situations.get(key);
    if (known === undefined) situations.set(key, { old: a ?? null, new: b ?? null, sites: [site] });
    else known.sites.push(site);
  }
  return [...situations.values()];
}

function traits(view: View | null | undefined): unknown {
  return view ? [view.crosses, view.drops, view.reads] : null;
}

function axesOf(space: Space, { old, new: next, sites }: Situation, visitor: Visitor, method: string): readonly Axis[] {
  const [site] = sites;
  // WebSockets are no safe requests, whatever their method.
  const effective = site?.upgrades === true ? 'WebSocket' : method;
  return [
    whoAxis(visitor, space.roles, old, next),
    siteAxis(sites, old, next),
    space.hostAxis(visitor, old, next, site === undefined ? null : ownHostOf(site)),
    space.addressAxis(old, next),
    ...platformAxes(old, next),
    ...(visitor === 'session' ? sessionAxes(old, next, effective) : []),
    ...headersAxis(old, next),
  ];
}

function siteAxis(sites: readonly Site[], old: View | null, next: View | null): Axis {
  const words = [...new Set(sites.map(siteWords))];
  return axisOf('sites', [
    {
      words,
      old: old?.crosses === true,
      new: next?.crosses === true,
      apply: (draft) => {
        draft.site = sites[0] ?? draft.site;
      },
    },
  ]);
}

/** Request headers that a preflight asks leave for; one at a time, since each is allowed or not by itself. */
function headersAxis(old: View | null, next: View | null): readonly Axis[] {
  const views = [old, next].filter((view) => view !== null);
  if (!views.some(({ side }) => side.preflight)) return [];
  const named = [...new Set(views.flatMap(({ side }) => side.route.cors?.headers ?? []))].toSorted();
  const allows = (view: View | null, header: string): boolean => {
    if (view === null) return false;
    const { preflight, route } = view.side;
    return !preflight || route.observe.includes('crossSite') || route.cors?.headers.includes(header) === true;
  };
  const ask = (header: string | null) => (draft: Draft) => {
    draft.requestedHeader = header;
  };
  const other = named.includes('x-other') ? `${named.toSorted((a, b) => b.length - a.length)[0]}-other` : 'x-other';
  return [
    axisOf('requestHeaders', [
      { words: ['no header'], old: old !== null, new: next !== null, apply: ask(null) },
      ...named.map((header) => ({
        words: [header],
        old: allows(old, header),
        new: allows(next, header),
        apply: ask(header),
      })),
      { words: ['any other header'], old: allows(old, other), new: allows(next, other), apply: ask(other) },
    ]),
  ];
}
