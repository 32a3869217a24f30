import type { RequestFacts, Session } from '../../engine/facts.ts';
import { SAFE_METHODS } from '../../policy/index.ts';
import type { VisitorAccess } from '../policy.ts';
import type { Refused } from '../refused.ts';

export function decideActAs(
  { actAs }: Pick<VisitorAccess, 'actAs'>,
  session: Session,
  { method, upgradesToWebSocket }: RequestFacts,
): Refused<'act_as_never' | 'act_as_read_only', 'actAs'> | null {
  if (session.actAs === null || actAs === 'allowed') return null;
  if (actAs === 'never') return { reason: 'act_as_never', part: 'actAs' };
  return SAFE_METHODS.has(method) && !upgradesToWebSocket ? null : { reason: 'act_as_read_only', part: 'actAs' };
}
