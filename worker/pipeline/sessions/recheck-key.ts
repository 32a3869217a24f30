import type { Session } from '@portcullis/rules/engine';
import { keptKey } from '../../core/kept/index.ts';

/** Key of when the provider by which the session came was last asked about it. */
export function recheckKey({ user, id }: Session): string {
  return keptKey('recheck', user, id);
}
