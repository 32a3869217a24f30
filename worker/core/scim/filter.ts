import { isJsonObject, type Json, type JsonObject, memberName, pathNames } from './attributes.ts';
import { invalid } from './scim-error.ts';

/** `attribute eq value`. A filter is a list of these, all of which must hold. */
export interface Condition {
  readonly names: readonly string[];
  readonly value: string | boolean | number | null;
  /** The value as a text in lower case: a filter is held against many values. */
  readonly folded: string;
}

const MAX_CHARACTERS = 2048;
const MAX_CONDITIONS = 8;
/** One word, one JSON text, or spaces. A text ends at its first quote that is not escaped. */
const TOKEN = /\s+|"(?:[^"\\]|\\.)*"|[^\s"]+/gy;

/**
 * Reads a filter (RFC 7644 section 3.4.2.2) as far as directories ask: `eq`, joined by `and`.
 * @throws ScimError for every other, so that no client takes "nothing found" for an answer
 */
export function parseFilter(text: string): readonly Condition[] {
  if (text.length > MAX_CHARACTERS) throw invalid('tooMany', 'The filter is too long.');
  const tokens = text.match(TOKEN) ?? [];
  // A quote that does not end is part of no word.
  if (tokens.join('').length !== text.length) throw unsupported();
  const words = tokens.filter((word) => word.trim() !== '');
  if (words.length === 0 || (words.length + 1) % 4 !== 0 || words.length + 1 > 4 * MAX_CONDITIONS) throw unsupported();
  return Array.from({ length: (words.length + 1) / 4 }, (_, index) => {
    const [name = '', operator = '', value = '', and = 'and'] = words.slice(4 * index, 4 * index + 4);
    if (operator.toLowerCase() !== 'eq' || and.toLowerCase() !== 'and') throw unsupported();
    const wanted = literal(value);
    return { names: pathNames(name), value: wanted, folded: String(wanted).toLowerCase() };
  });
}

/** Whether a resource, or a value of it, fulfils every condition. */
export function matches(conditions: readonly Condition[], value: Json): boolean {
  return conditions.every((condition) => matchesOne(condition, value));
}

function matchesOne(condition: Condition, from: Json): boolean {
  const [name, ...rest] = condition.names;
  if (Array.isArray(from)) return from.some((each: Json) => matchesOne(condition, each));
  if (name === undefined)
    return isSame(from, condition) || (isJsonObject(from) && isSame(from['value'] ?? null, condition));
  if (!isJsonObject(from)) return name === 'value' && rest.length === 0 && isSame(from, condition);
  const found = memberOf(from, name);
  return matchesOne({ ...condition, names: rest }, found);
}

function memberOf(object: JsonObject, name: string): Json {
  return object[memberName(object, name)] ?? null;
}

/** Texts without case, as `userName` wants it; `true` and `"True"` mean the same to Entra ID. */
function isSame(one: Json, { value, folded }: Condition): boolean {
  return typeof one === 'object' || value === null ? one === value : String(one).toLowerCase() === folded;
}

function literal(text: string): Condition['value'] {
  try {
    const value: unknown = JSON.parse(
      text.toLowerCase() === 'true' || text.toLowerCase() === 'false' ? text.toLowerCase() : text,
    );
    if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
      return value;
  } catch {
    // Not a literal.
  }
  throw unsupported();
}

function unsupported(): Error {
  return invalid('invalidFilter', 'Filters are: attribute eq "value", joined by "and".');
}
