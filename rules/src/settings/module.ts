import type { z } from 'zod';
import type { SettingAdvice } from './advice-parts.ts';
import type { ExplainSetting } from './explain-parts.ts';
import type { FileDefault, FileSetting } from './file-defaults.ts';
import type { MemberOrder } from './member-order.ts';
import type { CompiledSettings, Setting, Settings } from './policy.ts';
import type { SettingScope } from './scope.ts';

/** Everything that the tools know of a setting. The Worker needs no more than its compiled type. */
export interface SettingModule<S extends Setting> {
  /** What the key takes. */
  readonly schema: z.ZodType;
  /** What editors say about the key. */
  readonly text: string;
  /** Its row in `docs/rules.md`. */
  readonly docs: SettingDocs;
  /** What to write for a key, or for a key of its map (`cors origins`), where that says more than the type. */
  readonly examples: Readonly<Record<string, string>>;
  /** Reads the key of a route. `null`: a problem was reported, and without the value there is no route. */
  readonly compile: (entry: never, scope: SettingScope) => CompiledSettings[S] | null;
  /** Whether the key may also stand at the top of the file, for all routes. */
  readonly file: S extends FileSetting ? FileDefault<S> : null;
  /** How each member of the compiled setting compares. */
  readonly diff: { readonly [M in keyof CompiledSettings[S]]: MemberOrder<Extract<M, keyof Settings>> };
  /** What `explain` says of it. */
  readonly explain: ExplainSetting;
  readonly advice: SettingAdvice;
}

export interface SettingDocs {
  /** Markdown. */
  readonly what: string;
  /** What holds where the rules do not state it; Markdown. */
  readonly unstated: string;
}
