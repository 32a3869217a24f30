import type { z } from 'zod';
import type { Path } from '../problems/index.ts';

/** What zod keeps of a schema, as far as a path is followed through it. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly valueType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
}

/** Keys that the schema allows at `path`; none where it has no map of fixed keys there. */
export function knownKeysAt(schema: z.ZodType, path: Path): readonly string[] {
  const definition = schema.def as unknown as Definition;
  if (definition.innerType !== undefined) return knownKeysAt(definition.innerType, path);
  if (definition.options !== undefined) return definition.options.flatMap((option) => knownKeysAt(option, path));
  const [step, ...rest] = path;
  if (step === undefined) return Object.keys(definition.shape ?? {});
  const next = definition.shape === undefined ? (definition.valueType ?? definition.element) : definition.shape[step];
  return next === undefined ? [] : knownKeysAt(next, rest);
}
