/** Longest issuer that a tenant may name: it begins the id of each of its people. */
const MAX_CHARACTERS = 128;
const MICROSOFT = /^https:\/\/(?:login\.microsoftonline\.(?:com|us)|login\.partner\.microsoftonline\.cn)\/([^/]*)\//;
const MANY_DIRECTORIES: ReadonlySet<string> = new Set(['common', 'organizations', 'consumers']);
/** Names of one's own machine or network, which mean something else to each reader. */
const LOCAL_NAME = /(?:^|\.)(?:localhost|local|internal|intranet|home|lan|corp|arpa)$/;
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1']);

/** Whether it is Microsoft's issuer for many directories: anyone with an account of any company has its tokens. */
export function isOfManyDirectories(issuer: string): boolean {
  return MANY_DIRECTORIES.has(MICROSOFT.exec(`${issuer}/`)?.[1] ?? '');
}

/**
 * The URL that a tenant names for its provider, if the gateway may ask it: https, a public name, spelt as URLs are; `null`
 * otherwise. Where the name leads, its owner decides: the platform must not let it lead into a network of its own.
 * @param development plain http to the loopback address is good enough
 */
export function readIssuer(text: string, development: boolean): URL | null {
  const url = text.length <= MAX_CHARACTERS ? URL.parse(text) : null;
  if (url === null || url.href !== (url.pathname === '/' && !text.endsWith('/') ? `${text}/` : text)) return null;
  if (url.username !== '' || url.password !== '' || /[?#]/.test(text)) return null;
  if (development && url.protocol === 'http:') return LOOPBACK.has(url.hostname) ? url : null;
  return url.protocol === 'https:' && isPublicName(url.hostname) ? url : null;
}

/** Neither an address, which URLs spell in digits or in brackets, nor a name of one label. */
function isPublicName(name: string): boolean {
  return name.includes('.') && !/^\[|(?:^|\.)[0-9]+$|\.$/.test(name) && !LOCAL_NAME.test(name);
}

/**
 * Whether an issuer, or an origin, is one that the pattern stands for. `*` is one whole label of a host, or one whole part of a
 * path; everything else counts to the letter.
 * @param url as {@link readIssuer} takes it
 */
export function matchesIssuer(pattern: string, url: string): boolean {
  const [wanted, given] = [pattern.split('/'), url.split('/')];
  return wanted.length === given.length && wanted.every((part, index) => matchesPart(part, given[index] ?? '', index));
}

const HOST_PART = 2;

function matchesPart(wanted: string, given: string, index: number): boolean {
  if (wanted === given) return !given.includes('*');
  if (index !== HOST_PART) return wanted === '*' && given !== '';
  const dot = given.indexOf('.');
  return wanted.startsWith('*.') && dot > 0 && wanted.slice(1) === given.slice(dot);
}
