const MAX_CHARACTERS = 120;

/** A name that is safe to show and to offer as a file name, or `null`. */
export function documentName(raw: unknown): string | null {
  if (typeof raw !== 'string') return null;
  const name = raw.trim();
  return name !== '' && name.length <= MAX_CHARACTERS && !/[\p{Cc}\p{Cf}/\\]/u.test(name) && !/^\.+$/.test(name)
    ? name
    : null;
}

/** Value of `Content-Disposition`, with the name in both of the forms that clients know (RFC 6266). */
export function attachment(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

const SAFE_TYPES = ['application/pdf', 'image/png', 'image/jpeg', 'text/plain', 'text/csv'];

/** The type to serve a document as. A page or a script from a user must never run as one of ours. */
export function documentType(raw: string | undefined): string {
  const type = (raw ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return SAFE_TYPES.includes(type) ? type : 'application/octet-stream';
}
