import type { Engine } from '../../../engine/index.ts';
import type { Regions } from './axis.ts';
import type { Cause } from './cause.ts';
import type { Dimension } from './dimension.ts';
import type { DecidingRoute, EffectiveRoute } from './effective-route.ts';
import type { HostClass } from './host-class.ts';
import type { Site } from './site.ts';
import type { Visitor } from './visitor.ts';

/** What the requests of a class have in common. */
export interface ClassTraits {
  readonly visitor: Visitor;
  /** As routes judge it: `WebSocket` for an upgrade, which is never safe. */
  readonly method: string;
  /** The hosts that they are made to; the same routes decide at all of them. */
  readonly hosts: readonly HostClass[];
  /** The sites that make the requests: at least one, and neither route distinguishes them. */
  readonly sites: readonly [Site, ...Site[]];
}

/**
 * Compares the two routes that decide the requests of a class; `null`: no route decides, so nothing passes. Returns `null`
 * where the dimension does not apply to these requests.
 */
export type AxisBuilder = (
  old: EffectiveRoute | null,
  next: EffectiveRoute | null,
  traits: ClassTraits,
) => Regions | null;

/** A dimension in which a control makes requests differ. */
export interface ControlAxis {
  readonly dimension: Dimension;
  /** What a report calls the values: `requests from`. */
  readonly title: string;
  /** Keys of the rules that state it. A difference is shown at the first that the route writes. */
  readonly parts: readonly string[];
  /** Where a difference comes from what all routes share, such as a deny list; `null` where it comes from the routes. */
  readonly sharedCause: (old: DecidingRoute, next: DecidingRoute) => Cause | null;
  /** Works out once what the two versions say as a whole. */
  readonly prepare: (old: Engine, next: Engine) => AxisBuilder;
}
