import { lineOf } from '../../../engine/index.ts';
import { type Policy, type RouteRule, TENANT_PROVIDER } from '../../../policy/index.ts';
import { type ChangeDirection, listWords, moreIsLooser } from '../order/index.ts';
import type { SettingChange } from './setting-change.ts';

/** Patterns of the hosts at which a provider signs people in; `every`: at all of them, and its sessions count at all of them. */
type Places = 'every' | readonly string[];

/**
 * Where each provider signs people in: at the hosts of the routes that lead to it, and its sessions count there alone; at every host, and
 * everywhere, where a route for every host does. One that stands in one version alone is reported as a whole.
 */
export function signInPlaces(old: Policy, next: Policy): readonly SettingChange[] {
  const known = idsOf(next);
  return idsOf(old)
    .filter((id) => known.includes(id))
    .flatMap((id) => {
      const [before, after] = [routesTo(id, old), routesTo(id, next)];
      const direction = orderOfPlaces(placesOf(before), placesOf(after));
      if (direction === 'neutral') return [];
      const [oldLine, newLine] = [before, after].map(([first]) =>
        first === undefined ? null : lineOf(first, 'signIn'),
      );
      return [
        {
          part: `signIn by ${id}`,
          old: wordsOfPlaces(placesOf(before)),
          new: wordsOfPlaces(placesOf(after)),
          direction,
          oldLine: oldLine ?? null,
          newLine: newLine ?? null,
        },
      ];
    });
}

function idsOf({ providers, tenantIdentity }: Policy): readonly string[] {
  return [...Object.keys(providers).toSorted(), ...(tenantIdentity === null ? [] : [TENANT_PROVIDER])];
}

function routesTo(id: string, { routes }: Policy): readonly RouteRule[] {
  return routes.filter(({ providers }) => providers.includes(id));
}

function placesOf(routes: readonly RouteRule[]): Places {
  const hosts = routes.map((route) => route.hosts);
  return hosts.includes(null) ? 'every' : [...new Set(hosts.flatMap((patterns) => patterns ?? []))];
}

function orderOfPlaces(old: Places, next: Places): ChangeDirection {
  if (old === next) return 'neutral';
  if (old === 'every' || next === 'every') return next === 'every' ? 'loosened' : 'tightened';
  return moreIsLooser(old, next);
}

function wordsOfPlaces(places: Places): string {
  if (places === 'every') return 'at every host';
  return places.length === 0 ? 'nowhere' : `at ${listWords(places)}, for that host alone`;
}
