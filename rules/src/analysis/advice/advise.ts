import type { Policy } from '../../policy/index.ts';
import { adviseOnSettings } from '../../settings/index.ts';
import { ADVICE_CODES, type Advice } from './catalogue/index.ts';
import { adviseOnControls } from './controls.ts';
import { adviseOnIdentity } from './identity.ts';
import { adviseOnLists } from './lists.ts';
import { adviseOnMethods } from './methods.ts';
import { adviseOnOpenings } from './openings.ts';
import { adviseOnOrigins } from './origins.ts';
import { adviseOnPrefixes } from './prefixes.ts';
import { adviseOnReach } from './reach.ts';
import { adviseOnSharedNetworks } from './shared-networks.ts';
import { adviseOnUnused } from './unused.ts';
import type { WrittenRules } from './written-rules.ts';

/**
 * Advice on rules that compile, by line; of one line, in the order of the catalogue.
 * @param nowSeconds the moment that decides what has expired, seconds since the epoch
 */
export function adviseOn(policy: Policy, written: WrittenRules, nowSeconds: number): readonly Advice[] {
  return [
    ...adviseOnReach(policy),
    ...adviseOnMethods(policy),
    ...adviseOnLists(policy, written),
    ...adviseOnUnused(policy, written),
    ...adviseOnPrefixes(policy, written),
    ...adviseOnSharedNetworks(policy, written),
    ...adviseOnControls(policy, nowSeconds),
    ...adviseOnSettings(policy.routes, written),
    ...adviseOnOrigins(policy),
    ...adviseOnIdentity(policy),
    ...adviseOnOpenings(policy),
  ].sort(byPlace);
}

function byPlace(a: Advice, b: Advice): number {
  const [fileA, lineA] = placeOf(a);
  const [fileB, lineB] = placeOf(b);
  if (fileA !== fileB) return fileA < fileB ? -1 : 1;
  return lineA - lineB || ADVICE_CODES.indexOf(a.code) - ADVICE_CODES.indexOf(b.code);
}

function placeOf({ at }: Advice): [file: string, line: number] {
  const colon = at.lastIndexOf(':');
  return [at.slice(0, colon), Number(at.slice(colon + 1))];
}
