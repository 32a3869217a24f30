import type { RouteRule } from '../../policy/index.ts';
import type { Path } from '../problems/index.ts';

/** A compiled route, and where it stands in the file. */
export interface PlacedRule {
  readonly path: Path;
  readonly rule: RouteRule;
}
