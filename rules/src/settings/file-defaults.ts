import type { z } from 'zod';
import type { Path, Report } from '../compiler/problems/index.ts';
import type { Declared } from '../compiler/scope/index.ts';
import type { CookiesSetting } from './cookies/policy.ts';
import type { HeaderSettings } from './headers/policy.ts';
import type { SignInSetting } from './sign-in/policy.ts';

/** What the settings that may also stand at the top of the file compile to there, for routes that do not state them. */
export interface FileDefaults {
  readonly signIn: SignInSetting;
  readonly headers: HeaderSettings;
  readonly cookies: CookiesSetting;
}

/** What a key at the top of the file is compiled with. */
export interface FileScope {
  readonly report: Report;
  readonly declared: Declared;
}

/** What a key of a group is compiled with. */
export interface GroupScope extends FileScope {
  /** Where the group stands in the rules. */
  readonly path: Path;
  readonly defaults: FileDefaults;
}

/** A setting that the rules may state once for all routes. */
export type FileSetting = keyof FileDefaults;

export interface FileDefault<S extends FileSetting> {
  /** What the key takes there. */
  readonly schema: z.ZodType;
  /** Reads the key at the top of the file, and checks it once. */
  readonly compile: (file: never, scope: FileScope) => FileDefaults[S];
  /** Reads the key of a group of routes, which starts from the file's. */
  readonly compileGroup: (group: never, scope: GroupScope) => FileDefaults[S];
  /** Whether its line at the top counts as the line of each route that does not state the key. */
  readonly givesLine: boolean;
}
