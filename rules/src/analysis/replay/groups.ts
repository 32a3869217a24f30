import type { LoggedRequest } from './logged-request.ts';
import { pathShape, withoutQuery } from './path-shape.ts';
import { plainText } from './plain-text.ts';

/** A log full of made-up paths must not take all memory: beyond so many groups, requests are counted together. */
const MAX_GROUPS = 10_000;
const MAX_EXAMPLE_CHARACTERS = 120;

/** Requests that the rules treat alike, and what the log says of them. */
export interface RequestGroup {
  readonly method: string;
  /** With ids replaced by `{id}`. */
  readonly path: string;
  count: number;
  /** How many were answered with a status below 400, but for redirects of plain http that the gateway answers alike. */
  worked: number;
  /** Counts by class of status: `2xx`, `5xx`, `none`. */
  readonly statuses: Record<string, number>;
  /** Path of one of them, without its query. */
  readonly example: string;
  /** Seconds since the epoch; `null` if the log does not say. */
  firstSeconds: number | null;
  lastSeconds: number | null;
}

/** Counts requests in groups of one treatment, method and kind of path. */
export interface Groups<T extends object> {
  /** @param worked by default, whether the status is below 400 */
  readonly add: (treatment: T, request: LoggedRequest, worked?: boolean) => void;
  /** Largest first; of equal ones, in the order of the log. */
  readonly all: () => readonly (T & RequestGroup)[];
}

/** @param summarise the treatment under which requests are counted once there are too many groups */
export function createGroups<T extends object>(summarise: (treatment: T) => T): Groups<T> {
  const groups = new Map<string, T & RequestGroup>();
  return {
    add: (treatment, request, worked = isWorking(request.status)) => {
      const method = plainText(request.method, 20);
      const path = pathShape(request.target);
      const key = JSON.stringify([method, path, treatment]);
      const known = groups.get(key);
      if (known !== undefined) return count(known, request, worked);
      if (groups.size < MAX_GROUPS) {
        const group = start(treatment, method, path, request);
        groups.set(key, group);
        return count(group, request, worked);
      }
      const summary = summarise(treatment);
      const otherKey = JSON.stringify(['other', summary]);
      const other = groups.get(otherKey) ?? start(summary, 'other', 'requests', request);
      groups.set(otherKey, other);
      count(other, request, worked);
    },
    all: () => [...groups.values()].sort((a, b) => b.count - a.count),
  };
}

function start<T extends object>(treatment: T, method: string, path: string, request: LoggedRequest): T & RequestGroup {
  const example = plainText(withoutQuery(request.target), MAX_EXAMPLE_CHARACTERS);
  return {
    ...treatment,
    method,
    path,
    count: 0,
    worked: 0,
    statuses: {},
    example,
    firstSeconds: null,
    lastSeconds: null,
  };
}

function count(group: RequestGroup, { status, timeSeconds }: LoggedRequest, worked: boolean): void {
  const statusClass = status === null ? 'none' : `${Math.floor(status / 100)}xx`;
  group.count += 1;
  group.worked += worked ? 1 : 0;
  group.statuses[statusClass] = (group.statuses[statusClass] ?? 0) + 1;
  if (timeSeconds === null) return;
  group.firstSeconds = Math.min(group.firstSeconds ?? timeSeconds, timeSeconds);
  group.lastSeconds = Math.max(group.lastSeconds ?? timeSeconds, timeSeconds);
}

/** Whether the app answered the request as one that it takes. */
export function isWorking(status: number | null): boolean {
  return status !== null && status < 400;
}
