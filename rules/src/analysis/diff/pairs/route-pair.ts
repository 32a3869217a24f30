import type { RouteRule } from '../../../policy/index.ts';
import type { Side } from '../axis/index.ts';

/** What decides the same requests on both sides. */
export interface Meeting {
  readonly old: Side | null;
  readonly new: Side | null;
  readonly method: string;
  /** Method that a preflight asks leave for. */
  readonly requestedMethod: string | null;
  /** The routes that a preflight asks about, where both sides have one. */
  readonly asked: { readonly old: RouteRule; readonly new: RouteRule } | null;
}
