import type { ProviderStepUp, RoleGrant, TenantIdentityRule } from '../../policy/index.ts';
import { SECOND_FACTORS } from '../second-factors.ts';
import { isSessionText } from '../session-bounds.ts';
import { isOfManyDirectories, matchesIssuer, readIssuer } from './issuer-pattern.ts';
import type { TenantProvider } from './tenant-provider.ts';

/** What the document is judged by. */
export interface TenantProviderBounds {
  readonly rule: TenantIdentityRule;
  readonly development: boolean;
  /** What is kept now; `null`: nothing. Its secret stands in for one that is not sent, for the same issuer and client. */
  readonly before: TenantProvider | null;
}

export type ParsedTenantProvider =
  | { readonly ok: true; readonly provider: TenantProvider }
  /** For the operator: where, what, and what to do. Never a value of the secret. */
  | { readonly ok: false; readonly problem: string };

const MEMBERS = ['issuer', 'client', 'scopes', 'user', 'require', 'roles', 'stepUp'] as const;
const MAX_ENTRIES = 100;
/** Characters of a secret that can be sent to a provider. */
const SECRET = /^[\x20-\x7e]{8,512}$/;
const CLAIM = /^[!-~]{1,128}$/;
const SCOPE = /^[!#-[\]-~]{1,128}$/;
/** Issuers of everyone in the world: without a claim, everyone there would be of the tenant. */
const EVERYONE: ReadonlySet<string> = new Set([
  'https://accounts.google.com',
  // Microsoft's directory of personal accounts.
  'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0',
]);

class Problem extends Error {}

type Members = Readonly<Record<string, unknown>>;

/** Reads what an operator, or an app, sends for a tenant. What is not exact is refused: a slip would let in, or lock out. */
export function parseTenantProvider(body: Members | null, bounds: TenantProviderBounds): ParsedTenantProvider {
  try {
    return { ok: true, provider: read(body, bounds) };
  } catch (error) {
    if (error instanceof Problem) return { ok: false, problem: error.message };
    throw error;
  }
}

function read(body: Members | null, { rule, development, before }: TenantProviderBounds): TenantProvider {
  if (body === null)
    throw new Problem(`The body is not a JSON object: {${MEMBERS.map((name) => `"${name}"`).join(', ')}}.`);
  onlyKnown('', body, MEMBERS);
  const issuer = readAllowedIssuer(body['issuer'], rule, development);
  const require = body['require'] == null ? null : readClaim('require', objectOf('require', body['require']));
  if (require === null && EVERYONE.has(issuer))
    throw new Problem(
      `"require" is missing: everyone can have an account at ${issuer}. Name a claim, such as hd, and its values.`,
    );
  const scopes =
    body['scopes'] === undefined
      ? DEFAULT_SCOPES
      : listOf('scopes', body['scopes'], (at, value) => textOf(at, value, SCOPE));
  return {
    issuer,
    client: readClient(objectOf('client', body['client']), issuer, before),
    scopes: [...new Set(['openid', ...scopes])],
    user: body['user'] === undefined ? 'sub' : textOf('user', body['user'], CLAIM),
    require,
    roles: listOf('roles', body['roles'], (at, value) => readGrant(at, objectOf(at, value), rule)),
    stepUp: body['stepUp'] == null ? null : readStepUp(objectOf('stepUp', body['stepUp']), rule),
  };
}

const DEFAULT_SCOPES = ['openid', 'profile', 'email'];

function readAllowedIssuer(value: unknown, { issuers }: TenantIdentityRule, development: boolean): string {
  const url = typeof value === 'string' ? readIssuer(value, development) : null;
  if (typeof value !== 'string' || url === null)
    throw new Problem('"issuer" is not an https URL of a public host, exactly as the provider\'s tokens write it.');
  if (isOfManyDirectories(value))
    throw new Problem(
      '"issuer" stands for every directory of Microsoft. Write the issuer of the tenant\'s own, with its id.',
    );
  if (issuers.some((pattern) => matchesIssuer(pattern, value))) return value;
  throw new Problem(`"issuer" is none that the rules allow: ${issuers.join(', ')}.`);
}

function readClient(client: Members, issuer: string, before: TenantProvider | null): TenantProvider['client'] {
  onlyKnown('client.', client, ['id', 'secret']);
  const id = sessionText('client.id', client['id']);
  const { secret } = client;
  if (secret === undefined && before !== null && before.issuer === issuer && before.client.id === id)
    return before.client;
  if (typeof secret === 'string' && SECRET.test(secret)) return { id, secret };
  throw new Problem(
    '"client.secret" is missing, or has other than 8 to 512 printable characters of ASCII. It may be left out where one is kept for this issuer and client.',
  );
}

function readGrant(at: string, entry: Members, rule: TenantIdentityRule): TenantProvider['roles'][number] {
  onlyKnown(`${at}.`, entry, ['group', 'claim', 'is', 'anyone', 'grant']);
  const grant = listOf(`${at}.grant`, entry['grant'], (place, value) =>
    oneOf(place, value, rule.grant, 'roles that the rules let tenants give'),
  );
  const ways = ['group', 'claim', 'anyone'].filter((name) => entry[name] !== undefined);
  if (ways.length !== 1) throw new Problem(`"${at}" needs one of "group", "claim" with "is", and "anyone": true.`);
  return { match: readMatch(at, entry), grant };
}

function readMatch(at: string, entry: Members): RoleGrant['match'] {
  if (entry['claim'] !== undefined)
    return { kind: 'claim', ...readClaim(at, { claim: entry['claim'], is: entry['is'] }) };
  if (entry['is'] !== undefined) throw new Problem(`"${at}.is" says nothing without "claim".`);
  if (entry['group'] !== undefined) return { kind: 'group', group: sessionText(`${at}.group`, entry['group']) };
  if (entry['anyone'] !== true) throw new Problem(`"${at}.anyone" can only be true.`);
  return { kind: 'anyone' };
}

function readClaim(at: string, entry: Members): { readonly claim: string; readonly values: readonly string[] } {
  onlyKnown(`${at}.`, entry, ['claim', 'is']);
  const { is } = entry;
  return {
    claim: textOf(`${at}.claim`, entry['claim'], CLAIM),
    values: typeof is === 'string' ? [sessionText(`${at}.is`, is)] : listOf(`${at}.is`, is, sessionText),
  };
}

function readStepUp(entry: Members, { stepUp }: TenantIdentityRule): ProviderStepUp {
  if (stepUp === null)
    throw new Problem('"stepUp" is not open to tenants: the rules take no word of theirs about a second factor.');
  onlyKnown('stepUp.', entry, ['request', 'acr', 'amr']);
  const values = (name: 'acr' | 'amr', allowed: readonly string[]) =>
    entry[name] === undefined
      ? []
      : listOf(`stepUp.${name}`, entry[name], (at, value) => oneOf(at, value, allowed, 'values that the rules allow'));
  // A password must never count as a second factor, by rules of an older compiler neither.
  const acr = values('acr', stepUp.acr);
  const amr = values(
    'amr',
    stepUp.amr.filter((method) => SECOND_FACTORS.has(method)),
  );
  if (acr.length + amr.length === 0)
    throw new Problem('"stepUp" names nothing that shows a second factor: neither "acr" nor "amr".');
  const request = entry['request'] ?? (acr.length > 0 ? 'acr' : 'none');
  if (request !== 'acr' && request !== 'acrs' && request !== 'none')
    throw new Problem('"stepUp.request" is acr, acrs or none.');
  if (request !== 'none' && acr.length === 0) throw new Problem('"stepUp.request" has no "acr" to ask for.');
  return { request, acr, amr };
}

function onlyKnown(at: string, value: Members, known: readonly string[]): void {
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Problem(
      `"${at}${unknown.slice(0, 64)}" is unknown. Known: ${known.map((name) => `"${name}"`).join(', ')}.`,
    );
}

function objectOf(at: string, value: unknown): Members {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members;
  throw new Problem(`"${at}" is not an object.`);
}

function listOf<T>(at: string, value: unknown, item: (at: string, value: unknown) => T): readonly T[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_ENTRIES)
    throw new Problem(`"${at}" is not a list of 1 to ${MAX_ENTRIES}.`);
  return value.map((each: unknown, index) => item(`${at}[${index}]`, each));
}

function textOf(at: string, value: unknown, form: RegExp): string {
  if (typeof value === 'string' && form.test(value)) return value;
  throw new Problem(`"${at}" is not 1 to 128 characters of ASCII without spaces.`);
}

function sessionText(at: string, value: unknown): string {
  if (isSessionText(value)) return value;
  throw new Problem(`"${at}" is not 1 to 256 characters without control characters.`);
}

function oneOf(at: string, value: unknown, allowed: readonly string[], what: string): string {
  if (typeof value === 'string' && allowed.includes(value)) return value;
  throw new Problem(`"${at}" is none of the ${what}: ${allowed.join(', ') || 'none'}.`);
}
