import type { Context } from 'hono';

/** Largest form or JSON body that is read into memory. */
export const MAX_FIELDS_BYTES = 16_384;

/** The body's fields, from a form or from a JSON object; `null` where it is neither. Files are left out. */
export async function readFields(c: Context): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    if (isJson(c)) {
      const body: unknown = await c.req.json();
      return typeof body === 'object' && body !== null && !Array.isArray(body)
        ? (body as Record<string, unknown>)
        : null;
    }
    if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(c.req.header('content-type') ?? ''))
      return null;
    return await c.req.parseBody();
  } catch {
    return null;
  }
}

export function isJson(c: Context): boolean {
  return /^application\/json\b/i.test(c.req.header('content-type') ?? '');
}

/** The field's text without surrounding space, `''` where it is absent, or `null` where it is too long or not text. */
export function textField(
  fields: Readonly<Record<string, unknown>>,
  name: string,
  maxCharacters: number,
): string | null {
  const value = fields[name] ?? '';
  if (typeof value !== 'string' || value.length > maxCharacters) return null;
  const text = value.trim();
  return /\p{Cc}/u.test(text) ? null : text;
}
