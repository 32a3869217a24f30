import { isInnerList, parseDictionary, Token } from 'structured-headers';

const BLOCKED = 'blocked-destinations';

/** All destinations that either blocks (Subresource Integrity section 3.8). */
export function strictestIntegrity(theirs: string, ours: string): string {
  const [a, b] = [blockedBy(theirs), blockedBy(ours)];
  const added = a.filter((each) => !b.includes(each));
  if (added.length === 0) return ours;
  const start = ours.indexOf(`${BLOCKED}=(`);
  if (start < 0) return theirs;
  const end = ours.indexOf(')', start) + 1;
  return `${ours.slice(0, start)}${BLOCKED}=(${[...b, ...added].join(' ')})${ours.slice(end)}`;
}

/** Destinations without an integrity check are blocked: `script`, `style`. None where browsers ignore the header. */
export function blockedBy(value: string): readonly string[] {
  try {
    const member = parseDictionary(value).get(BLOCKED);
    if (member === undefined || !isInnerList(member)) return [];
    return member[0].flatMap(([entry]) => (entry instanceof Token ? [entry.toString()] : []));
  } catch {
    return [];
  }
}
