/** Directives whose sources may name one file, which lets in less than its whole host does. */
const FILES = /^(?:script|style)-src|^worker-src$/;
/** What rules can write as a path of a source; no longer one, and none that holds an id or a secret. */
const FILE_PATH = /^\/[A-Za-z0-9._~/@+-]{0,127}$/;
const WORDS = new Set(['inline', 'eval', 'wasm-eval', 'trusted-types-policy', 'trusted-types-sink']);
/** Browsers write their extensions' resources in several ways. */
const EXTENSION = /^(?:chrome|moz|safari|safari-web|ms-browser)-extension(?::|$)/;
/** As long as names of hosts can be. */
const MAX_ORIGIN_CHARACTERS = 255;
const SCHEME = /^[a-z][a-z0-9.+-]{0,31}$/;

/**
 * What was blocked, as a policy would have to write it to let it in. Queries, fragments and most paths stay out.
 * @param blocked of the report, from any client; may be an URL, a scheme or a word
 * @returns `null` where it is nothing that a browser reports
 */
export function blockedSource(directive: string, blocked: string, document: URL): string | null {
  const text = blocked.trim().toLowerCase();
  // Browsers of CSP level 2 wrote nothing, or `self`, for inline code.
  if (text === '' || text === 'self') return 'inline';
  if (WORDS.has(text)) return text;
  if (SCHEME.test(text)) return `${text}:`;
  const url = URL.canParse(blocked) ? new URL(blocked) : null;
  if (url === null) return null;
  if (!/^(?:https?|wss?):$/.test(url.protocol)) return SCHEME.test(url.protocol.slice(0, -1)) ? url.protocol : null;
  // `'self'` covers sockets to the page's own host too.
  if (url.host === document.host && url.protocol.replace('ws', 'http') === document.protocol) return "'self'";
  const origin = `${url.protocol}//${url.host}`;
  if (origin.length > MAX_ORIGIN_CHARACTERS) return null;
  const path = FILES.test(directive) && FILE_PATH.test(url.pathname) ? url.pathname : '/';
  return path === '/' || path !== shownPath(path) ? origin : `${origin}${path}`;
}

/** Whether a source is a browser extension's: no policy of the app's should let it in, and none need. */
export function extensionOf(source: string): string | null {
  const text = source.toLowerCase();
  return EXTENSION.test(text) ? `${text.split(':', 1)[0]}:` : null;
}

/**
 * Where a page or a script is: without credentials, query and fragment, and without what of its path looks like an id or a
 * secret. Of other sources, such as `data:`, the scheme alone; `null` where the text names no source.
 */
export function shownPlace(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.origin.length <= MAX_ORIGIN_CHARACTERS)
    return `${url.origin}${shownPath(url.pathname)}`;
  const scheme = (text.split(':', 1)[0] ?? '').toLowerCase();
  return SCHEME.test(scheme) ? `${scheme}:` : null;
}

/** A path without what looks like an id, an address or a secret. */
export function shownPath(path: string): string {
  const shown = path
    .split('/')
    .map((segment) => (isTelling(segment) ? '*' : segment))
    .join('/');
  return shown.length <= 128 ? shown : `${shown.slice(0, 127)}…`;
}

function isTelling(segment: string): boolean {
  const isLong = segment.length > 48 || (segment.length >= 16 && /\d/.test(segment) && !segment.includes('.'));
  // `vue@3.4.21` is a version, not an address.
  const at = segment.indexOf('@');
  return isLong || (at > 0 && !/^\d/.test(segment.slice(at + 1)) && segment.includes('.', at));
}
