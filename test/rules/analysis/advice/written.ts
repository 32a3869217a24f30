import { parsePrefix } from '@portcullis/rules/engine';
import type { Policy } from '@portcullis/rules/policy';
import type { Advice } from '../../../../rules/src/analysis/advice/advice.ts';
import { adviseOn } from '../../../../rules/src/analysis/advice/advise.ts';
import { anyone, NOW, policyOf, rangesOf, rolesAccess, routeOf } from '../../engine/sample-engine.ts';

/** Lists of prefixes by name, one entry a line from line 1 on. */
export type Lists = Readonly<Record<string, readonly string[]>>;

/** Rules in good order: advice on them is empty. */
export function orderlyPolicy(changes: Partial<Policy> = {}): Policy {
  return policyOf({
    addresses: {},
    routes: [routeOf('/open', { access: anyone, methods: ['GET', 'HEAD'] }), routeOf('/**')],
    ...changes,
  });
}

/** Advice on the rules, with the lists in place of their own. */
export function advised(changes: Partial<Policy> = {}, lists: Lists = {}): readonly Advice[] {
  const addresses = Object.fromEntries(Object.entries(lists).map(([name, texts]) => [name, rangesOf(...texts)]));
  const policy = orderlyPolicy({ addresses, ...changes });
  return adviseOn(
    policy,
    {
      roleLine: (role) => `rules.yaml:${policy.roles.indexOf(role) + 1}`,
      listLine: (list) => `rules.yaml:${Object.keys(lists).indexOf(list) + 20}`,
      prefixesOf: (list) =>
        (lists[list] ?? []).flatMap((text, index) => {
          const prefix = parsePrefix(text);
          return 'problem' in prefix ? [] : [{ text, prefix, at: `${list}.txt:${index + 1}` }];
        }),
    },
    NOW,
  );
}

/** Code, line and message of each piece of advice. */
export function said(advice: readonly Advice[]): string[] {
  return advice.map(({ code, at, message }) => `${code} ${at} ${message}`);
}

export { anyone, NOW, rolesAccess, routeOf };
