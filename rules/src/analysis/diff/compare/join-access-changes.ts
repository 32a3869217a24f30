import { withoutOtherTenants } from '../axis/index.ts';
import type { AccessChange } from './access-change.ts';

type Part = 'who' | 'hosts' | 'what';

/** Differences of which what one finding names may be joined with what another one does. */
const JOINED = new Set(['who', 'sites', 'pages']);
const ANONYMOUS = 'anonymous';

/**
 * Joins changes of one difference, as long as what the joined one names is true: each visitor at each host. So two are
 * joined only where they differ in one part.
 */
export function joinAccessChanges(changes: readonly AccessChange[]): readonly AccessChange[] {
  const groups = Map.groupBy(changes, ({ direction, dimension, cause }) => `${direction} ${dimension} ${cause.key}`);
  return [...groups.values()].flatMap((group) => joinGroup(withoutSpecialSites(group)));
}

function joinGroup(group: readonly AccessChange[]): readonly AccessChange[] {
  let joined = group;
  for (;;) {
    const before = joined.length;
    for (const part of ['who', 'hosts', 'what'] as const) joined = joinBy(part, joined);
    joined = withoutSpecialSites(joinAnonymous(joined));
    if (joined.length === before) return joined;
  }
}

function joinBy(part: Part, changes: readonly AccessChange[]): readonly AccessChange[] {
  const joined = new Map<string, AccessChange>();
  for (const each of changes) {
    const key = JSON.stringify(
      (['who', 'hosts', 'what', 'sites'] as const).map((other) =>
        isJoined(other, part, each) ? null : listOf(each[other]),
      ),
    );
    const known = joined.get(key);
    joined.set(key, known === undefined ? each : united(known, each));
  }
  return [...joined.values()];
}

/** What is about visitors names the same ones twice, and the same with hosts. */
function isJoined(other: Part | 'sites', part: Part, { dimension }: AccessChange): boolean {
  if (part === 'what') return other === 'what' && JOINED.has(dimension);
  return other === part || (other === 'what' && dimension === part);
}

/** Visitors without a session meet the same as those with one, but for the tenant of a session that they do not have. */
function joinAnonymous(changes: readonly AccessChange[]): readonly AccessChange[] {
  const taken = new Set<AccessChange>();
  const joined = changes.map((each) => {
    if (each.who.has(ANONYMOUS)) return each;
    const same = changes.find(
      (other) =>
        other.who.size === 1 && other.who.has(ANONYMOUS) && !taken.has(other) && isSameWithoutSession(other, each),
    );
    if (same === undefined) return each;
    taken.add(same);
    return united(same, each);
  });
  return joined.filter((each) => !taken.has(each));
}

function isSameWithoutSession(anonymous: AccessChange, other: AccessChange): boolean {
  const keyOf = ({ dimension, what, hosts, sites }: AccessChange): string =>
    JSON.stringify([
      dimension === 'who' ? null : listOf(dimension === 'hosts' ? withoutOtherTenants(what) : what),
      listOf(withoutOtherTenants(hosts)),
      listOf(sites),
    ]);
  return keyOf(anonymous) === keyOf(other);
}

/** If the site itself is affected, other sites need no mention. */
function withoutSpecialSites(changes: readonly AccessChange[]): readonly AccessChange[] {
  const plain = changes.filter(({ sites }) => sites === null);
  return changes.filter(
    ({ sites, what, who, hosts, dimension }) =>
      sites === null ||
      !plain.some(
        (other) =>
          isWithin(who, other.who) &&
          isWithin(hosts, other.hosts) &&
          (dimension === 'who' || dimension === 'hosts' || String(listOf(what)) === String(listOf(other.what))),
      ),
  );
}

function united(a: AccessChange, b: AccessChange): AccessChange {
  const both = (part: Part): ReadonlySet<string> => new Set([...a[part], ...b[part]]);
  return { ...a, what: both('what'), who: both('who'), hosts: both('hosts') };
}

function isWithin(inner: ReadonlySet<string>, outer: ReadonlySet<string>): boolean {
  return [...inner].every((word) => outer.has(word));
}

function listOf(words: ReadonlySet<string> | null): readonly string[] | null {
  return words === null ? null : [...words].toSorted();
}
