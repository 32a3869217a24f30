import type { Policy } from '../../policy/index.ts';
import { type Advice, createAdvice } from './catalogue/index.ts';
import type { WrittenRules } from './written-rules.ts';

/** What is declared and never named. */
export function adviseOnUnused(policy: Policy, written: WrittenRules): readonly Advice[] {
  const { routes } = policy;
  const lists = new Set([...policy.deny.addresses, ...routes.flatMap(({ access }) => access.addresses ?? [])]);
  const limits = new Set(routes.flatMap((route) => route.limits));
  const origins = new Set(routes.map(({ origin }) => origin));
  return [
    ...unusedRoles(policy).map((role) =>
      createAdvice(
        'unused_role',
        written.roleLine(role),
        `No route opens to the role "${role}".`,
        'Name it in the routes that it is for, or remove it.',
      ),
    ),
    ...Object.keys(policy.addresses)
      .filter((list) => !lists.has(list))
      .map((list) =>
        createAdvice(
          'unused_list',
          written.listLine(list),
          `Neither "deny" nor a route names the address list "${list}".`,
          'Name it where it is meant, or remove it.',
        ),
      ),
    ...Object.values(policy.limits)
      .filter(({ id }) => !limits.has(id))
      .map(({ id, at }) =>
        createAdvice(
          'unused_limit',
          at,
          `No route names the limit "${id}".`,
          'Name it in the routes that it is for, or remove it.',
        ),
      ),
    ...Object.values(policy.origins)
      .filter(({ id }) => !origins.has(id))
      .map(({ id, at }) =>
        createAdvice('unused_origin', at, `No route leads to the origin "${id}".`, 'Add its routes, or remove it.'),
      ),
  ];
}

/** A role opens something by its name, or by a route for any role. */
function unusedRoles({ roles, routes }: Policy): readonly string[] {
  const named = new Set(routes.flatMap(({ access }) => (access.kind === 'roles' ? access.roles : [])));
  const anyRole = routes.some(({ access }) => access.kind === 'roles' && access.roles === 'any');
  return anyRole ? [] : roles.filter((role) => !named.has(role));
}
