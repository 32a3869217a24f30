import {
  type ControlAxis,
  type DecidingRoute,
  type EffectiveRoute,
  observes,
  type Region,
  type Regions,
  routeCause,
} from '../../analysis/diff/axis/index.ts';
import {
  type AddressSet,
  addressSetOf,
  addressWords,
  commonAddresses,
  EVERY_ADDRESS,
  someAddress,
  withoutAddresses,
} from '../../analysis/diff/sets/index.ts';
import type { Policy } from '../../policy/index.ts';
import type { AccessControlDiff } from '../module.ts';

const NOWHERE: AddressSet = { v4: [], v6: [], unknown: false };
const PARTS = ['addresses'];

/** Which clients pass deny lists and the routes' own lists. Sets are worked out once for all routes that name the same lists. */
const axis: ControlAxis = {
  dimension: 'addresses',
  title: 'addresses',
  parts: PARTS,
  sharedCause: (old, next) => {
    const [a, b] = [old.rule.access, next.rule.access];
    if (String(a.addresses) !== String(b.addresses)) return null;
    const denies = JSON.stringify(deniedOf(old)) !== JSON.stringify(deniedOf(next));
    if (denies) return { key: 'deny', oldLine: old.engine.policy.deny.at, newLine: next.engine.policy.deny.at };
    return { ...routeCause(old.rule, next.rule, PARTS), key: `addresses ${String(a.addresses)}` };
  },
  prepare: (old, next) => {
    const [setOfOld, setOfNew] = [createSets(old.policy), createSets(next.policy)];
    const known = new Map<string, Regions>();
    return (oldRoute, newRoute) => {
      const [a, b] = [listsOf(oldRoute), listsOf(newRoute)];
      const key = JSON.stringify([a, b]);
      const regions = known.get(key) ?? regionsBetween(setOfOld(a), setOfNew(b));
      known.set(key, regions);
      return regions;
    };
  },
};

export const diff: AccessControlDiff<'addresses'> = {
  axes: [axis],
  words: ({ addresses }) => (addresses === null ? [] : [`addresses ${addresses.join(', ')}`]),
};

/** `any` where the route takes every address, `none` where there is no route. */
function listsOf(route: EffectiveRoute | null): readonly string[] | 'any' | 'none' {
  if (route === null) return 'none';
  return observes(route, 'addresses') ? 'any' : (route.rule.access.addresses ?? 'any');
}

function createSets(policy: Policy): (lists: readonly string[] | 'any' | 'none') => AddressSet {
  const compiled = (names: readonly string[]): AddressSet =>
    addressSetOf(names.flatMap((name) => policy.addresses[name] ?? []));
  const denied = { ...compiled(policy.deny.addresses), unknown: policy.deny.addresses.length > 0 };
  return (lists) => {
    if (lists === 'none') return NOWHERE;
    return withoutAddresses(lists === 'any' ? EVERY_ADDRESS : compiled(lists), denied);
  };
}

function regionsBetween(old: AddressSet, next: AddressSet): Regions {
  return {
    old: regionOf(old),
    new: regionOf(next),
    both: regionOf(commonAddresses(old, next)),
    opened: regionOf(withoutAddresses(next, old)),
    closed: regionOf(withoutAddresses(old, next)),
  };
}

function regionOf(set: AddressSet): Region | null {
  const address = someAddress(set);
  if (address === undefined) return null;
  let words: readonly string[] | null = null;
  return {
    get words() {
      words ??= addressWords(set);
      return words;
    },
    apply: (candidate) => {
      candidate.address = address;
    },
  };
}

function deniedOf({ engine: { policy } }: DecidingRoute): unknown {
  return policy.deny.addresses.map((name) => [name, policy.addresses[name]]);
}
