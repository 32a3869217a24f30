import { z } from 'zod';
import { rulesSchema } from './schema.ts';

/** The JSON Schema (2020-12) of the rules file, for editors. It accepts all that the compiler accepts, and more. */
export function rulesJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(rulesSchema) as Record<string, unknown>;
  return { $schema, title: 'Rules of a Portcullis gateway', ...schema };
}
