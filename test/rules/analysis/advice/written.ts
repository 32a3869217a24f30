import { parsePrefix } from '@portcullis/rules/engine';
import type { Policy } from '@portcullis/rules/policy';
import { adviseOn } from '../../../../rules/src/analysis/advice/advise.ts';
import type { Advice } from '../../../../rules/src/analysis/advice/catalogue/index.ts';
import type { WrittenPrefix } from '../../../../rules/src/analysis/advice/written-rules.ts';
import { PROFILES } from '../../../../rules/src/settings/headers/profiles.ts';
import { responsePolicy } from '../../../../rules/src/settings/headers/response-policy.ts';
import {
  rolesAccess as anyAccess,
  anyone,
  limitOf,
  NOW,
  policyOf,
  rangesOf,
  routeOf as sampleRoute,
} from '../../engine/sample-engine.ts';

/** Lists of prefixes by name, one entry a line from line 1 on. */
export type Lists = Readonly<Record<string, readonly string[]>>;

/** Any role; sessions in another user's name only read. */
export const rolesAccess: typeof anyAccess = (changes) => anyAccess({ actAs: 'read-only', ...changes });

const headers = responsePolicy(PROFILES.strict, { hsts: 'max-age=63072000', observed: false });

export const routeOf: typeof sampleRoute = (path, changes) =>
  sampleRoute(path, { access: rolesAccess(), headers, ...changes });

export type Limits = Policy['limits'];

/** Rules in good order: advice on them is empty. */
export function orderlyPolicy(changes: Partial<Policy> = {}): Policy {
  return policyOf({
    addresses: {},
    routes: [routeOf('/open', { access: anyone, methods: ['GET', 'HEAD'] }), routeOf('/**')],
    ...changes,
  });
}

/** Advice on the rules, with the lists in place of their own. */
export function advised(
  changes: Partial<Policy> = {},
  lists: Lists = {},
  trustedProxies: readonly string[] = [],
): readonly Advice[] {
  const addresses = Object.fromEntries(Object.entries(lists).map(([name, texts]) => [name, rangesOf(...texts)]));
  const policy = orderlyPolicy({ addresses, ...changes });
  return adviseOn(
    policy,
    {
      roleLine: (role) => `rules.yaml:${policy.roles.indexOf(role) + 1}`,
      listLine: (list) => `rules.yaml:${Object.keys(lists).indexOf(list) + 20}`,
      headersLine: () => 'rules.yaml:30',
      trustedProxies: writtenIn('proxies', trustedProxies),
      prefixesOf: (list) => writtenIn(list, lists[list] ?? []),
    },
    NOW,
  );
}

function writtenIn(list: string, texts: readonly string[]): readonly WrittenPrefix[] {
  return texts.flatMap((text, index) => {
    const prefix = parsePrefix(text);
    return 'problem' in prefix ? [] : [{ text, prefix, at: `${list}.txt:${index + 1}` }];
  });
}

/** Code, line and message of each piece of advice. */
export function said(advice: readonly Advice[]): string[] {
  return advice.map(({ code, at, message }) => `${code} ${at} ${message}`);
}

export { anyone, limitOf, NOW };
