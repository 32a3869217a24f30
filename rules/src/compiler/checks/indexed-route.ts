import type { RouteRule } from '../../policy/index.ts';

/** A compiled route and its index in the file. */
export interface IndexedRoute {
  readonly index: number;
  readonly rule: RouteRule;
}
