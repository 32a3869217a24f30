import { SAFE_METHODS } from '../../../policy/index.ts';
import { type Axis, axisBetween, type EffectiveRoute, inSession, observes, sessionAccess } from '../axis/index.ts';

/** @param method the method that the route judges: `WebSocket` for an upgrade, which is never safe */
export function actAsAxis(old: EffectiveRoute | null, next: EffectiveRoute | null, method: string): Axis {
  return axisBetween('actAs', old, next, [
    {
      words: ['in the own name'],
      passes: () => true,
      apply: inSession((session) => {
        session.actsAs = false;
      }),
    },
    {
      words: ['act-as'],
      passes: (route) => allowsActAs(route, method),
      apply: inSession((session) => {
        session.actsAs = true;
      }),
    },
  ]);
}

function allowsActAs(route: EffectiveRoute, method: string): boolean {
  const access = sessionAccess(route);
  if (access === null || access.actAs === 'allowed' || observes(route, 'actAs')) return true;
  return access.actAs === 'read-only' && SAFE_METHODS.has(method);
}
