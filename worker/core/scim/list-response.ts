import { invalid } from './scim-error.ts';

/** Which part of a list a client asks for (RFC 7644 section 3.4.2.4). */
export interface ListPart {
  /** From 1. */
  readonly startIndex: number;
  readonly count: number;
}

const MAX_COUNT = 200;

/** A negative count means none, a start before the first means the first; what is not a number is refused. */
export function readListPart(startIndex: string | undefined, count: string | undefined): ListPart {
  return {
    startIndex: Math.max(1, numberOf('startIndex', startIndex, 1)),
    count: Math.min(MAX_COUNT, Math.max(0, numberOf('count', count, 100))),
  };
}

export function listResponse(total: number, { startIndex }: ListPart, resources: readonly object[]): object {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: total,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

function numberOf(name: string, text: string | undefined, absent: number): number {
  if (text === undefined) return absent;
  if (!/^-?\d{1,9}$/.test(text)) throw invalid('invalidValue', `"${name}" must be a whole number.`);
  return Number(text);
}
