import type { OriginRule, PathSegment, Policy, RouteRule } from '../../policy/index.ts';
import { type Advice, createAdvice } from './catalogue/index.ts';

/** How origins are reached: over which network, and whether two of them lead to one app. */
export function adviseOnOrigins(policy: Policy): readonly Advice[] {
  const origins = Object.values(policy.origins);
  return [
    ...origins.flatMap(inPrivateNetwork),
    ...origins.flatMap(believesHeaders),
    ...origins.flatMap((origin, index) => sharing(policy, origin, origins.slice(0, index))),
  ];
}

function inPrivateNetwork({ id, network, target, at }: OriginRule): readonly Advice[] {
  if (network !== 'private' || target.kind !== 'url') return [];
  const isPlain = target.url.startsWith('http:');
  return [
    createAdvice(
      'origin_in_private_network',
      at,
      `Origin "${id}" is reached at ${target.url}, ${isPlain ? 'without encryption' : 'whose name or address means something in one network alone'}.`,
      isPlain
        ? 'Let the app speak https. If only the two of them are in that network, keep it.'
        : 'Make sure that the network is yours.',
    ),
  ];
}

function believesHeaders({ id, identity, at }: OriginRule): readonly Advice[] {
  if (identity === null) return [];
  const names = Object.values(identity).filter((name) => name !== null);
  return [
    createAdvice(
      'origin_believes_headers',
      at,
      `Origin "${id}" takes ${names.join(', ')} for who asks, and cannot verify it.`,
      'Let the app be reached by the gateway alone, and see that it is with "portcullis doctor". If it can verify contexts, remove "identity".',
    ),
  ];
}

/** Earlier origins with the same app behind other paths: the first pair of routes that can show one resource. */
function sharing(policy: Policy, origin: OriginRule, others: readonly OriginRule[]): readonly Advice[] {
  return others.flatMap((other) => {
    const same = JSON.stringify(other.target) === JSON.stringify(origin.target);
    if (!same || JSON.stringify(other.path) === JSON.stringify(origin.path)) return [];
    const pair = meeting(routesOf(policy, origin), routesOf(policy, other));
    if (pair === null) return [];
    return [
      createAdvice(
        'origins_share_resources',
        origin.at,
        `Origins "${origin.id}" and "${other.id}" (${other.at}) lead to one app: ${pair[0].path} and ${pair[1].path} can show the same.`,
        'Open each resource by one of the two, or give both routes the same access.',
      ),
    ];
  });
}

/** A route, and its pattern as the app knows it. */
interface Forwarded {
  readonly route: RouteRule;
  readonly segments: readonly PathSegment[];
}

function routesOf({ routes }: Policy, origin: OriginRule): readonly Forwarded[] {
  const depth = origin.path === null ? 0 : origin.path.strip.split('/').length - 1;
  const added = origin.path === null ? [] : origin.path.add.split('/').slice(1);
  return routes
    .filter((route) => route.origin === origin.id)
    .map((route) => ({
      route,
      segments: [...added.map((value) => ({ kind: 'literal', value }) as const), ...route.segments.slice(depth)],
    }));
}

function meeting(some: readonly Forwarded[], others: readonly Forwarded[]): readonly [RouteRule, RouteRule] | null {
  for (const a of some) {
    const b = others.find(({ segments }) => meet(a.segments, segments));
    if (b !== undefined) return [a.route, b.route];
  }
  return null;
}

/** Whether one path lies in both patterns. */
function meet([a, ...moreOfA]: readonly PathSegment[], [b, ...moreOfB]: readonly PathSegment[]): boolean {
  if (a?.kind === 'rest' || b?.kind === 'rest') return true;
  if (a === undefined || b === undefined) return a === b;
  if (a.kind === 'literal' && b.kind === 'literal' && a.value !== b.value) return false;
  return meet(moreOfA, moreOfB);
}
