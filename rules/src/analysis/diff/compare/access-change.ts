import { type CandidateRequest, type Cause, type Dimension, OWN_SITE } from '../axis/index.ts';
import type { RequestClass } from '../request-classes/index.ts';

export type AccessDirection = 'opened' | 'closed';

/** Requests of one class that one route alone lets pass, or whose answers it alone lets a page read. */
export interface AccessChange {
  readonly direction: AccessDirection;
  readonly dimension: Dimension;
  readonly what: ReadonlySet<string>;
  readonly also: readonly string[];
  readonly who: ReadonlySet<string>;
  readonly hosts: ReadonlySet<string>;
  /** `null`: the own site is among them, or the sites are what it is about. */
  readonly sites: ReadonlySet<string> | null;
  readonly cause: Cause;
  /** Makes the candidate one of the requests. */
  readonly apply: (candidate: CandidateRequest) => void;
}

/** Which routes let the requests pass: each is the name of a region of every axis. */
export type Passing = 'old' | 'new' | 'both';

/** The change on one dimension, whose words are given; the other dimensions are named by the class's axes. */
export function createAccessChange(
  direction: AccessDirection,
  dimension: Dimension,
  what: readonly string[],
  requestClass: RequestClass,
  cause: Cause,
  apply: (candidate: CandidateRequest) => void,
): AccessChange {
  // A page reads more, or less, of what passes both.
  const passing = dimension === 'pages' ? 'both' : direction === 'opened' ? 'new' : 'old';
  const words = (of: Dimension): ReadonlySet<string> =>
    new Set(dimension === of ? what : axisWords(requestClass, of, passing));
  const sites = words('sites');
  const isOfSites = dimension === 'sites' || dimension === 'pages' || sites.has(OWN_SITE);
  return {
    direction,
    dimension,
    what: new Set(what),
    also: [],
    who: words('who'),
    hosts: words('hosts'),
    sites: isOfSites ? null : sites,
    cause,
    apply,
  };
}

/** The words of one region of an axis; none where the class has no such axis or the region is empty. */
export function axisWords(requestClass: RequestClass, dimension: Dimension, passing: Passing): readonly string[] {
  return requestClass.axes.find((axis) => axis.dimension === dimension)?.[passing]?.words ?? [];
}
