import { asRecord, finiteNumber, recordOf, text } from './fields.ts';
import { createGroups, type RequestGroup } from './groups.ts';
import type { LoggedRequest } from './logged-request.ts';
import { plainText } from './plain-text.ts';

/** A refusal that the gateway recorded and did not make, since the route observes the control. */
export interface ObservedRefusal {
  readonly rule: string;
  readonly reason: string;
  readonly route: string;
}

export interface ObservedResult {
  /** Audit events of requests. */
  readonly events: number;
  /** Lines that are none, such as other messages on the same stream. */
  readonly otherLines: number;
  /** Requests that an observed control would have refused. */
  readonly requests: number;
  /** By rule; in each the largest first. */
  readonly groups: readonly (ObservedRefusal & RequestGroup)[];
}

/** Takes the lines of the gateway's own log one by one. */
export interface ObservedLog {
  readonly add: (line: string) => void;
  readonly result: () => ObservedResult;
}

const MAX_CHARACTERS = 120;

/** Starts to read the gateway's own log for what observed controls would have refused. */
export function createObservedLog(): ObservedLog {
  const groups = createGroups<ObservedRefusal>((refusal) => ({ ...refusal, route: '' }));
  const counts = { events: 0, otherLines: 0, requests: 0 };
  return {
    add: (line) => {
      const event = asRecord(line);
      if (event?.['event'] !== 'request') {
        counts.otherLines += 1;
        return;
      }
      counts.events += 1;
      const refusals = refusalsIn(event);
      if (refusals.length > 0) counts.requests += 1;
      for (const refusal of refusals) groups.add(refusal, requestOf(event));
    },
    result: () => ({ ...counts, groups: byRule(groups.all()) }),
  };
}

function refusalsIn(event: Readonly<Record<string, unknown>>): readonly ObservedRefusal[] {
  const observed = Array.isArray(event['observed']) ? event['observed'] : [];
  return observed.flatMap((value) => {
    const refusal = recordOf(value);
    const reason = text(refusal?.['reason']);
    if (reason === null) return [];
    const shown = (field: unknown): string => plainText(text(field) ?? '', MAX_CHARACTERS);
    return [{ rule: shown(refusal?.['rule']), reason: shown(reason), route: shown(event['route']) }];
  });
}

function requestOf(event: Readonly<Record<string, unknown>>): LoggedRequest {
  const timeMs = Date.parse(text(event['time']) ?? '');
  const status = finiteNumber(event['status']);
  return {
    method: text(event['method']) ?? '',
    scheme: null,
    host: text(event['host']),
    target: text(event['path']) ?? '',
    address: text(event['address']),
    timeSeconds: Number.isNaN(timeMs) ? null : Math.floor(timeMs / 1000),
    status: status === 0 ? null : status,
    headers: null,
    bodyBytes: 0,
    answerBytes: null,
    hasUser: null,
    byBrowser: false,
    tlsVersion: null,
    country: null,
    asn: null,
  };
}

/** Rules in the order of their largest group. */
function byRule<T extends ObservedRefusal>(groups: readonly T[]): readonly T[] {
  const rules = [...new Set(groups.map(({ rule }) => rule))];
  return rules.flatMap((rule) => groups.filter((group) => group.rule === rule));
}
