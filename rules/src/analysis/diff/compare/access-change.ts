import type { Dimension, Draft } from '../axis/index.ts';
import type { Product } from '../request-classes/index.ts';
import { OWN_SITE } from '../request-classes/index.ts';
import type { Cause } from './cause.ts';

export type Direction = 'opened' | 'closed';

/** Requests that one side alone lets pass, or lets a page read. */
export interface Finding {
  readonly direction: Direction;
  readonly dimension: Dimension;
  readonly what: ReadonlySet<string>;
  readonly also: readonly string[];
  readonly who: ReadonlySet<string>;
  readonly hosts: ReadonlySet<string>;
  /** `null`: the own site is among them, or the sites are what it is about. */
  readonly sites: ReadonlySet<string> | null;
  readonly cause: Cause;
  readonly draft: (draft: Draft) => void;
}

/** Whose region of each axis is meant. */
export type Pick = 'old' | 'new' | 'both';

/** The finding that a product's axes tell of, with what one dimension says in words of its own. */
export function createFinding(
  direction: Direction,
  dimension: Dimension,
  what: readonly string[],
  product: Product,
  cause: Cause,
  draft: (draft: Draft) => void,
): Finding {
  // A page reads more, or less, of what passes both.
  const pick = dimension === 'pages' ? 'both' : direction === 'opened' ? 'new' : 'old';
  const words = (of: Dimension): ReadonlySet<string> => new Set(dimension === of ? what : axisWords(product, of, pick));
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
    draft,
  };
}

/** What one axis of a product says about a side, or nothing. */
export function axisWords(product: Product, dimension: Dimension, pick: Pick): readonly string[] {
  return product.axes.find((axis) => axis.dimension === dimension)?.[pick]?.words ?? [];
}
