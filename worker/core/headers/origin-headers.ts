import { foldHeaderName } from '@portcullis/rules/engine';

/** Request headers that the rules set for an origin, or keep from it. */
export interface OriginHeaderChanges {
  /** Folded names, those that are set among them: an origin could read a client's `X_User` as the `X-User` that is set. */
  readonly drops: ReadonlySet<string>;
  readonly sets: readonly (readonly [name: string, value: string])[];
}

/** Changes `headers`. */
export function changeOriginHeaders(headers: Headers, { drops, sets }: OriginHeaderChanges): void {
  for (const name of [...headers.keys()]) if (drops.has(foldHeaderName(name))) headers.delete(name);
  for (const [name, value] of sets) headers.set(name, value);
}
