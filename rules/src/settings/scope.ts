import type { Path } from '../compiler/problems/index.ts';
import type { ControlScope } from '../compiler/scope/index.ts';
import type { Access, PathSegment } from '../policy/index.ts';
import type { FileDefaults } from './file-defaults.ts';

/** What a setting of a route is compiled with, besides the entry of the route. */
export interface SettingScope extends Pick<ControlScope, 'report' | 'declared'> {
  /** Where the route stands in the rules. */
  readonly path: Path;
  readonly routeId: string;
  /** Whether the route itself states a key, and not its group for all routes. */
  readonly isOwn: (key: string) => boolean;
  readonly methods: readonly string[];
  /** `null` where the path has mistakes. */
  readonly segments: readonly PathSegment[] | null;
  /** `null` where the access has mistakes. */
  readonly access: Access | null;
  readonly defaults: FileDefaults;
  /** Value of `Strict-Transport-Security`, or what takes its place (see `HstsRule`). */
  readonly hsts: string;
}
