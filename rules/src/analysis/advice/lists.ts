import { compileRanges, lineOf, type Prefix } from '../../engine/index.ts';
import type { Policy, RouteRule } from '../../policy/index.ts';
import { type Advice, createAdvice } from './catalogue/index.ts';
import type { WrittenRules } from './written-rules.ts';

/** Address lists that change nothing where they are named. */
export function adviseOnLists(policy: Policy, written: WrittenRules): readonly Advice[] {
  const isInside = createInside(written);
  const { deny } = policy;
  return [
    ...redundant(deny.addresses, isInside).map(([inner, outer]) =>
      createAdvice(
        'shadowed_rule',
        deny.at,
        `The deny list "${inner}" holds no address that "${outer}" does not.`,
        `Remove "${inner}" from "deny", or remove what is not meant from "${outer}".`,
      ),
    ),
    ...policy.routes.flatMap((route) => adviseOnRoute(route, deny.addresses, isInside)),
  ];
}

type Inside = (inner: string, outer: readonly string[]) => boolean;

function adviseOnRoute(route: RouteRule, denied: readonly string[], isInside: Inside): readonly Advice[] {
  const lists = route.access.addresses ?? [];
  const at = lineOf(route, 'addresses');
  return [
    ...redundant(lists, isInside).map(([inner, outer]) =>
      createAdvice(
        'shadowed_rule',
        at,
        `The list "${inner}" of route "${route.id}" holds no address that "${outer}" does not.`,
        `Name "${outer}" only, or narrow it.`,
      ),
    ),
    ...lists
      .filter((list) => denied.length > 0 && isInside(list, denied))
      .map((list) =>
        createAdvice(
          'shadowed_rule',
          at,
          `The list "${list}" of route "${route.id}" opens nothing: the deny lists hold all its addresses.`,
          `Remove "${list}" here, or take its addresses out of the deny lists.`,
        ),
      ),
  ];
}

/** Pairs of a list and another that holds all of it. Of two equal lists, the later one is named. */
function redundant(lists: readonly string[], isInside: Inside): readonly (readonly [string, string])[] {
  return lists.flatMap((inner, index) => {
    const outer = lists.find(
      (other, at) => at !== index && isInside(inner, [other]) && (at < index || !isInside(other, [inner])),
    );
    return outer === undefined ? [] : [[inner, outer] as const];
  });
}

/** A list lies inside others if adding it to them changes nothing. Empty lists lie in none: nothing is said of them. */
function createInside(written: WrittenRules): Inside {
  const known = new Map<string, readonly Prefix[]>();
  const prefixesOf = (list: string): readonly Prefix[] => {
    const prefixes = known.get(list) ?? written.prefixesOf(list).map(({ prefix }) => prefix);
    known.set(list, prefixes);
    return prefixes;
  };
  return (inner, outer) => {
    const added = prefixesOf(inner);
    const base = outer.flatMap(prefixesOf);
    return added.length > 0 && rangesKey([...base, ...added]) === rangesKey(base);
  };
}

function rangesKey(prefixes: readonly Prefix[]): string {
  const { v4, v6 } = compileRanges(prefixes);
  return `${v4.join()};${v6.join()}`;
}
