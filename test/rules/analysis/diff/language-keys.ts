import type { RulesFile } from '../../../../rules/src/compiler/shape/schema.ts';

/**
 * Every key of the language, by the way to it, without the names of lists, limits and origins: `limits.quota`. What stands
 * for many keys of one kind is one: directives, features, controls. Headers and cookies of a route are those of the file, and
 * keys of a group those of its routes.
 */
export type LanguageKey = Exclude<
  KeyOf<RulesFile>,
  `routes.headers.${string}` | `routes.cookies.${string}` | `routes.mode.${string}` | `routes.routes.${string}`
>;

type KeyOf<T> = T extends readonly (infer Entry)[]
  ? KeyOf<Entry>
  : T extends object
    ? string extends keyof T
      ? KeyOf<T[string]>
      : { [K in keyof T & string]-?: K | `${K}.${KeyOf<NonNullable<T[K]>>}` }[keyof T & string]
    : never;

/** Maps whose keys are many of one kind. */
const KINDS = new Set([
  'headers.csp',
  'headers.permissions',
  'headers.reportOnly.csp',
  'headers.set',
  'routes.mode',
  'routes.headers',
  'routes.cookies',
  'routes.routes',
]);

/** The same keys, as the JSON schema has them. */
export function keysOfSchema(schema: unknown): readonly string[] {
  const found = new Set<string>();
  const root = schema as Schema;
  const walk = (part: Schema, path: string): void => {
    const { $ref, anyOf, items, properties, additionalProperties } = part;
    if ($ref !== undefined) walk(root.$defs?.[$ref.slice('#/$defs/'.length)] ?? {}, path);
    for (const each of anyOf ?? []) walk(each, path);
    if (items !== undefined) walk(items, path);
    if (typeof additionalProperties === 'object') walk(additionalProperties, path);
    for (const [name, each] of Object.entries(properties ?? {})) {
      const key = path === '' ? name : `${path}.${name}`;
      found.add(key);
      if (!KINDS.has(key)) walk(each, key);
    }
  };
  walk(root, '');
  return [...found];
}

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
}
