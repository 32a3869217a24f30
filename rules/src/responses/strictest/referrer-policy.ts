/** What a policy reveals to the same origin, to other origins, and over plain http: 0 nothing, 1 the origin, 2 the whole URL. */
type Reveals = readonly [same: number, other: number, plain: number];

/** Referrer Policy section 3; from the strictest to the loosest. */
const POLICIES: Readonly<Record<string, Reveals>> = {
  'no-referrer': [0, 0, 0],
  'same-origin': [2, 0, 0],
  'strict-origin': [1, 1, 0],
  origin: [1, 1, 1],
  'strict-origin-when-cross-origin': [2, 1, 0],
  'origin-when-cross-origin': [2, 1, 1],
  'no-referrer-when-downgrade': [2, 2, 0],
  'unsafe-url': [2, 2, 2],
};
const STRICTEST_FIRST = Object.keys(POLICIES);

/** The loosest policy that reveals no more than either of the two. */
export function strictestReferrerPolicy(theirs: string, ours: string): string {
  const [a, b] = [parseReferrerPolicy(theirs), parseReferrerPolicy(ours)];
  if (a === null || b === null) return ours;
  return STRICTEST_FIRST.findLast((name) => revealsNoMore(name, a) && revealsNoMore(name, b)) ?? 'no-referrer';
}

/** Of a list, the last that browsers know. */
function parseReferrerPolicy(value: string): string | null {
  const names = value.split(',').map((each) => each.trim().toLowerCase());
  return names.findLast((name) => Object.hasOwn(POLICIES, name)) ?? null;
}

/** Whether `name` reveals no more than `than`. Both are policies. */
function revealsNoMore(name: string, than: string): boolean {
  const [inner, outer] = [POLICIES[name], POLICIES[than]];
  return inner !== undefined && outer !== undefined && inner.every((amount, index) => amount <= (outer[index] ?? 0));
}
