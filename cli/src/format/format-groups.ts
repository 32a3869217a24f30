import type { RequestGroup } from '@portcullis/rules/analysis';

/**
 * A part of a report: its title, then two lines a group, largest first; empty where there is no group.
 * @param top most groups that are listed
 * @param describe what stands behind method and path
 */
export function formatGroups<T extends RequestGroup>(
  title: string,
  groups: readonly T[],
  top: number,
  describe: (group: T) => string,
): string {
  if (groups.length === 0) return '';
  const shown = groups.slice(0, top);
  const digits = Math.max(...shown.map(({ count }) => String(count).length));
  const lines = shown.flatMap((group) => [
    `  ${String(group.count).padStart(digits)}  ${group.method} ${group.path}  ${describe(group)}`,
    `  ${' '.repeat(digits)}  e.g. ${group.example}; ${statusesOf(group)}${spanOf(group)}`,
  ]);
  const rest = groups.slice(top).reduce((sum, { count }) => sum + count, 0);
  return [
    title,
    ...lines,
    ...(rest === 0 ? [] : [`  and ${counted(rest, 'request')} in smaller groups (see --top)`]),
  ].join('\n');
}

/** `1 request`, `2 requests`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function statusesOf({ statuses }: RequestGroup): string {
  return Object.keys(statuses)
    .sort()
    .map((status) => `${status} ${statuses[status]}`)
    .join(', ');
}

function spanOf({ firstSeconds, lastSeconds }: RequestGroup): string {
  if (firstSeconds === null || lastSeconds === null) return '';
  const [first, last] = [momentOf(firstSeconds), momentOf(lastSeconds)];
  return first === last ? `; ${first}` : `; ${first} to ${last}`;
}

function momentOf(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16)}Z`;
}
