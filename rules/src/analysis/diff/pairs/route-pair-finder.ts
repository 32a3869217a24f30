import { createDecidingRouteFinder } from './deciding-route-finder.ts';
import type { HostGroup } from './host-groups.ts';
import type { RoutePair } from './route-pair.ts';

/** The first are those of witnesses, where they may be. */
const USUAL_METHODS = ['GET', 'HEAD', 'POST'];

/** Finds what decides the requests at a path, for every method that passes in either version. */
export function createRoutePairFinder({ old, new: next }: HostGroup): (path: string) => readonly RoutePair[] {
  const [before, after] = [createDecidingRouteFinder(old), createDecidingRouteFinder(next)];
  const answersPreflights = [...old.engine.policy.routes, ...next.engine.policy.routes].some(
    ({ cors }) => cors !== null,
  );
  return (path) =>
    inOrder([...before.methodsAt(path), ...after.methodsAt(path)]).flatMap((method): readonly RoutePair[] => {
      const [a, b] = [before.decidingRoute(method, null, path), after.decidingRoute(method, null, path)];
      if (a === null && b === null) return [];
      const plain = { old: a, new: b, method, requestedMethod: null, asked: null };
      if (!answersPreflights) return [plain];
      const [c, d] = [before.decidingRoute('OPTIONS', method, path), after.decidingRoute('OPTIONS', method, path)];
      if (c?.preflight !== true && d?.preflight !== true) return [plain];
      const asked = a === null || b === null ? null : { old: a.rule, new: b.rule };
      return [plain, { old: c, new: d, method: 'OPTIONS', requestedMethod: method, asked }];
    });
}

function inOrder(methods: readonly string[]): readonly string[] {
  const sorted = [...new Set(methods)].toSorted();
  const usual = USUAL_METHODS.filter((method) => sorted.includes(method));
  return [...usual, ...sorted.filter((method) => !usual.includes(method))];
}
