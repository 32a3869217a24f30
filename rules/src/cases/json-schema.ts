import { z } from 'zod';
import { casesSchema } from './schema.ts';

/** The JSON Schema (2020-12) of a file of cases, for editors. It accepts all that is read as cases, and more. */
export function casesJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(casesSchema) as Record<string, unknown>;
  return { $schema, title: 'Cases for the rules of a Portcullis gateway', ...schema };
}
