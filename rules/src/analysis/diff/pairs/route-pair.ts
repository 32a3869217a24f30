import type { RouteRule } from '../../../policy/index.ts';
import type { DecidingRoute } from '../axis/index.ts';

/** The routes that decide the same requests, in the old version and in the new one. */
export interface RoutePair {
  readonly old: DecidingRoute | null;
  readonly new: DecidingRoute | null;
  readonly method: string;
  /** Method for which a preflight asks permission. */
  readonly requestedMethod: string | null;
  /** The routes that a preflight asks about, where both versions have one. */
  readonly asked: { readonly old: RouteRule; readonly new: RouteRule } | null;
}
