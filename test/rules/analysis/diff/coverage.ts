import { minuteOfWeek, parseAddress } from '@portcullis/rules/engine';
import type {
  AccessCell,
  AccessDifference,
  Cell,
  TreatmentDifference,
} from '../../../../rules/src/analysis/diff/index.ts';
import { parseMoment } from '../../../../rules/src/compiler/values/moments.ts';
import { joinTimes, parseTimes } from '../../../../rules/src/controls/conditions/times/window.ts';
import { holds } from './prefix-words.ts';
import type { RandomRequest } from './random-requests.ts';

/** What either of two routes names: the rest is "other". */
export interface Named {
  readonly origins: readonly string[];
  readonly headers: readonly string[];
}

/** Reads an entry of a diff as a person would, and says whether it speaks of the request. */
export function covers(entry: AccessDifference, asked: RandomRequest, known: Named): boolean {
  const cells = entry.cells.filter((cell) => coversMethodAndPath(cell, asked) && coversVisitor(cell, asked));
  return cells.some((cell) => coversDimension({ ...entry, also: cell.also }, asked, known));
}

export function coversPlace({ cells }: AccessDifference | TreatmentDifference, asked: RandomRequest): boolean {
  return cells.some((cell) => coversMethodAndPath(cell, asked));
}

function coversMethodAndPath({ methods, paths }: Cell, { request }: RandomRequest): boolean {
  const { pathname } = new URL(request.url);
  const names = [request.method, ...(isPreflight(request) ? [`preflight of ${requestedMethod(request)}`] : [])];
  return names.some((name) => methods.includes(name)) && paths.some((pattern) => matches(pattern, pathname));
}

function isPreflight(request: RandomRequest['request']): boolean {
  return (
    request.method === 'OPTIONS' && requestedMethod(request) !== undefined && request.headers?.['origin'] !== undefined
  );
}

function requestedMethod({ headers }: RandomRequest['request']): string | undefined {
  return headers?.['access-control-request-method'];
}

function matches(pattern: string, path: string): boolean {
  const parts = pattern
    .replace(/ \(.*$/, '')
    .slice(1)
    .split('/');
  const segments = path.slice(1).split('/');
  for (const [index, part] of parts.entries()) {
    if (part === '**') return true;
    const segment = segments[index];
    if (segment === undefined) return false;
    const isAny = part === '*' || part.startsWith('{');
    if (isAny ? segment === '' : part.toLowerCase() !== segment.toLowerCase()) return false;
  }
  return parts.length === segments.length;
}

/** The session of a preflight counts for nothing, since there is none. */
function coversVisitor({ who }: AccessCell, { request, session }: RandomRequest): boolean {
  const words = [...visitorWords(session), ...(isPreflight(request) ? ['anonymous'] : [])];
  // Where no role passes both versions, a session with two does.
  return who.some((word) => word.split(' and ').every((part) => words.includes(part)));
}

function visitorWords(session: RandomRequest['session']): readonly string[] {
  if (session === null) return ['anonymous'];
  const words = [...session.roles, 'no declared role'];
  // Where a route takes no tokens, one with a token is anonymous.
  return session.token === undefined ? words : ['anonymous', ...words.map((word) => `${word} by token`)];
}

/** Members of a dimension, in the words of an entry. */
export interface Members extends Pick<AccessDifference, 'dimension' | 'what'> {
  readonly also: readonly string[];
}

export function coversDimension(entry: Members, asked: RandomRequest, known: Named): boolean {
  const { request, session } = asked;
  const { what, also } = entry;
  switch (entry.dimension) {
    case 'route':
      return true;
    case 'who':
      return visitorWords(session).some((word) => what.includes(word)) || also.length > 0;
    case 'sites':
    case 'pages':
      return siteWords(asked, known.origins).some((site) =>
        what.some((word) => word.replace(' with the session', '') === site),
      );
    case 'hosts':
      return what.some((word) => coversHost(word, asked));
    case 'addresses':
      return holds(what, request.address === null ? null : parseAddress(request.address));
    case 'tls':
      return what.includes(
        { 'TLSv1.2': 'TLS 1.2', 'TLSv1.3': 'TLS 1.3' }[request.tlsVersion ?? ''] ?? 'older or unknown TLS',
      );
    case 'countries':
      return named(what, request.country ?? null);
    case 'asns':
      return named(what, request.asn == null ? null : String(request.asn));
    case 'times':
      return what.some((word) => coversMoment(word, request.nowSeconds));
    case 'actAs':
      return session?.actAs != null && what.includes('act-as');
    case 'authenticationAge':
      return (
        session !== null && what.some((word) => coversAge(word, request.nowSeconds - session.authenticatedAtSeconds))
      );
    case 'authenticationMethods':
      return (
        what.includes('any other method') ||
        session?.authenticationMethods.some((method) => what.includes(method)) === true
      );
    case 'requestHeaders': {
      const asksFor = (request.headers?.['access-control-request-headers'] ?? '').split(', ').filter(Boolean);
      const words = asksFor.map((name) => (known.headers.includes(name) ? name : 'any other header'));
      return words.some((word) => what.includes(word));
    }
  }
}

function named(what: readonly string[], value: string | null): boolean {
  if (value === null) return what.includes('unknown');
  return what.includes(value) || what.includes('any other');
}

/** Where no route takes forms of other sites, they count as what else pages send. */
function siteWords(asked: RandomRequest, origins: readonly string[]): readonly string[] {
  const word = siteWord(asked, origins);
  const type = asked.request.headers?.['content-type'] ?? '';
  const isForm =
    asked.request.method === 'POST' &&
    /^(?:text\/plain|multipart\/form-data|application\/x-www-form-urlencoded)/.test(type);
  return isForm ? [word, word.replace(/^pages/, 'forms')] : [word];
}

function siteWord({ request }: RandomRequest, origins: readonly string[]): string {
  const { host } = new URL(request.url);
  const { origin, upgrade, ...others } = request.headers ?? {};
  const fetchSite = others['sec-fetch-site'];
  const isForeign = fetchSite === 'cross-site' || fetchSite === 'same-site';
  const isOwn = origin === `https://${host}`;
  if (upgrade !== undefined) {
    if (origin === undefined) return 'WebSockets without Origin';
    return isOwn && !isForeign ? 'WebSockets of the own site' : 'WebSockets of other sites';
  }
  if (origin !== undefined && !isOwn) {
    if (origin === 'null') return 'pages without an origin';
    return origins.includes(origin) ? `pages of ${origin}` : 'pages of other sites';
  }
  if (!isForeign) return 'the own site';
  const navigates = others['sec-fetch-mode'] === 'navigate' && others['sec-fetch-dest'] !== 'iframe';
  return navigates ? 'links of other sites' : 'resources in pages of other sites';
}

function coversHost(word: string, { request, session }: RandomRequest): boolean {
  const { host } = new URL(request.url);
  const [pattern = '', other] = word.split(' with a session of ');
  const isTenantHost = pattern.startsWith('{tenant}.');
  if (isTenantHost ? !host.endsWith(pattern.slice('{tenant}'.length)) : host !== pattern) return false;
  return other === undefined || (session !== null && session.tenant !== host.split('.')[0]);
}

function coversMoment(word: string, nowSeconds: number): boolean {
  const from = /from (\S+)/.exec(word)?.[1];
  const until = /until (\S+)/.exec(word)?.[1];
  if (from !== undefined && nowSeconds < moment(from)) return false;
  if (until !== undefined && nowSeconds >= moment(until)) return false;
  const windows = [...word.matchAll(/([a-z/-]+) ([0-9:]{5}-[0-9:]{5}) UTC/g)];
  if (windows.length === 0) return true;
  const minute = minuteOfWeek(nowSeconds);
  return windows.some(([, days = '', hours]) =>
    days.split('/').some((day) => {
      const result = parseTimes(`${day} ${hours} UTC`);
      if (!result.ok) throw new TypeError(`${word}: ${result.message}`);
      const pairs = joinTimes(result.value);
      return pairs.some((first, index) => index % 2 === 0 && minute >= first && minute < (pairs[index + 1] ?? 0));
    }),
  );
}

function moment(text: string): number {
  const result = parseMoment(text);
  if (!result.ok) throw new TypeError(result.message);
  return result.value;
}

function coversAge(word: string, age: number): boolean {
  const [first = 0, second = Number.POSITIVE_INFINITY] = [...word.matchAll(/([0-9]+)([smh])/g)].map(
    ([, count, unit]) => Number(count) * ({ s: 1, m: 60, h: 3600 }[unit ?? 's'] ?? 1),
  );
  return word.includes('within') ? age <= first : age > first && age <= second;
}
