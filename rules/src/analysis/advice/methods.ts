import { createHostRoutes } from '../../engine/index.ts';
import type { PathSegment, Policy, RouteRule } from '../../policy/index.ts';
import { type Advice, createAdvice } from './catalogue/index.ts';

/**
 * Reads that a wider `**` route would answer and that end in 405, since a route without GET stands on the very path or
 * on a variable below it. Where literals follow, as in `/invoices/{id}/pay`, the path names an action of its own.
 */
export function adviseOnMethods({ hosts, routes }: Policy): readonly Advice[] {
  const routesAt = createHostRoutes(hosts, routes);
  const found = [...new Set(hosts.map(routesAt))].flatMap(({ rules }) => adviseOnHost(rules));
  return [...new Map(found.map((advice) => [advice.message, advice])).values()];
}

function adviseOnHost(routes: readonly RouteRule[]): readonly Advice[] {
  const byShape = new Map<string, RouteRule[]>();
  for (const route of routes) {
    const shape = shapeOf(route.segments);
    byShape.set(shape, [...(byShape.get(shape) ?? []), route]);
  }
  return [...byShape.values()].flatMap((sharing) => {
    const [first] = sharing;
    if (first === undefined || sharing.some(reads)) return [];
    const wider = widerRead(first, byShape);
    if (wider === null) return [];
    return createAdvice(
      'method_shadowed',
      first.at,
      `GET ${first.path} is refused with 405, although route "${wider.id}" (${wider.at}) takes GET ${wider.path}.`,
      `Add a route for GET ${first.path}, or take its variable out of the way. If 405 is meant, leave it.`,
    );
  });
}

function reads({ methods }: RouteRule): boolean {
  return methods.includes('GET');
}

/** The route that would take the path's GET if this one were not there, found along its trailing variables. */
function widerRead({ segments }: RouteRule, byShape: ReadonlyMap<string, readonly RouteRule[]>): RouteRule | null {
  let length = segments.length;
  if (segments.at(-1)?.kind === 'rest') return null;
  for (;;) {
    const shape = shapeOf([...segments.slice(0, length), { kind: 'rest' }]);
    const found = byShape.get(shape);
    if (found !== undefined) return found.find(reads) ?? null;
    if (length === 0 || segments[length - 1]?.kind !== 'any') return null;
    length -= 1;
  }
}

function shapeOf(segments: readonly PathSegment[]): string {
  return segments.map((segment) => (segment.kind === 'literal' ? `/=${segment.value}` : `/${segment.kind}`)).join('');
}
