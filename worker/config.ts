import { CONTEXT_LIFETIME_SECONDS, TOKEN_TYPE } from '@portcullis/origin/context';
import {
  createEngine,
  type Engine,
  FIELD_VALUE,
  foldHeaderName,
  MAX_FIELD_VALUE,
  MAX_ROLE_COOKIE_CHARACTERS,
  originBinding,
} from '@portcullis/rules/engine';
import { type OriginHeader, type OriginRule, POLICY_FORMAT, type Policy } from '@portcullis/rules/policy';
import { createProviderKeys, type ProviderKeys } from './adapters/provider-keys.ts';
import type { OriginHeaderChanges } from './core/headers/index.ts';
import { keptKey } from './core/kept/index.ts';
import { createMeters, type Meters } from './core/metrics/index.ts';
import { createReportDesk, type ReportDesk } from './core/reports/index.ts';
import { createTokenDesk, type TokenDesk } from './core/service-tokens/index.ts';
import { createSteadyClock } from './core/time/index.ts';
import {
  createSigner,
  createVerifier,
  importEd25519Ring,
  importHmacRing,
  type KeyRing,
  KeyRingError,
  type Signer,
  sharedKeyProblems,
  type Verifier,
} from './core/tokens/index.ts';
import type { Env } from './env.ts';
import { type Providers, readProviders } from './providers.ts';
import { createEmbeddedState } from './state/embedded/embedded-state.ts';
import { createFloodGuard, type FloodGuard } from './state/flood-guard.ts';
import { measuredStore } from './state/measured-store.ts';
import type { StatePort } from './state/port.ts';
import { createRedisState } from './state/redis/redis-state.ts';
import { createReplicatedState } from './state/replica/replicated-state.ts';
import type { StateStore } from './state/store.ts';

/** An origin ready to be forwarded to. */
export interface Origin {
  readonly rule: OriginRule;
  readonly signContext: Signer;
  /** Keys shared with the origin: its session grants and admin tokens are verified with them. */
  readonly keys: KeyRing;
  /** Through which it is reached, where the rules name one. */
  readonly binding: Fetcher | null;
  /** What the rules set in requests to it, and keep from it. */
  readonly headers: OriginHeaderChanges | null;
  /** Whether its answers must hide addresses that are known inside its network alone. */
  readonly hidesAddresses: boolean;
}

/** `typ` of a link's token, which only the gateway reads. */
const ACTING_TYPE = 'act-as+jwt';

/** Everything that the gateway was set up with, read once and frozen. */
export interface Config {
  readonly engine: Engine;
  readonly development: boolean;
  readonly verifyRoleCookie: Verifier;
  readonly signRoleCookie: Signer;
  /** Links by which one person acts as another. */
  readonly signActing: Signer;
  readonly verifyActing: Verifier;
  /** Tokens of machines. */
  readonly tokens: TokenDesk;
  readonly adminKeys: KeyRing;
  readonly origins: ReadonlyMap<string, Origin>;
  /** Identity providers; `null` where the rules name none. */
  readonly providers: Providers | null;
  /** Public halves of `CONTEXT_KEYS`. */
  readonly publicJwks: readonly JsonWebKey[];
  /** Which backend `state` is. */
  readonly stateBackend: string;
  readonly state: StatePort;
  /** Asked before anything else; `null` where the platform offers none. */
  readonly floodGuard: FloodGuard | null;
  /** What this isolate counts of itself. */
  readonly meters: Meters;
  readonly reports: ReportDesk;
  /** The token of each provider's SCIM client, by the provider's id. */
  readonly scimTokens: ReadonlyMap<string, string>;
  /** What identity providers publish. */
  readonly providerKeys: ProviderKeys;
}

/** Thrown where the set-up is not usable. Names each setting and what is wrong with it, never a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}

/**
 * Reads the settings and the compiled rules.
 * @throws {ConfigError} with every problem at once
 */
export async function readConfig(env: Env, policy: Policy): Promise<Config> {
  if (policy.format !== POLICY_FORMAT)
    throw new ConfigError([`rules: compiled for format ${policy.format}, this Worker reads ${POLICY_FORMAT}`]);
  const problems: string[] = [];
  const development = env.PORTCULLIS_ENV === 'development';
  const engine = createEngine(policy, { development });
  const ring = (name: string) => readSetting(env, name, problems, (text) => importHmacRing(text, { development }));

  const roleKeys = await ring('ROLE_COOKIE_KEYS');
  const adminKeys = await ring('ADMIN_KEYS');
  const needsEdDsa = [...engine.origins.values()].some((origin) => origin.context === 'EdDSA');
  const contextKeys = needsEdDsa
    ? await readSetting(env, 'CONTEXT_KEYS', problems, (text) => importEd25519Ring(text, { development }))
    : null;

  const origins = new Map<string, Origin>();
  const imported = [...(roleKeys === null ? [] : ['ROLE_COOKIE_KEYS']), ...(adminKeys === null ? [] : ['ADMIN_KEYS'])];
  const identityNames = [...engine.origins.values()].flatMap(({ identity }) =>
    Object.values(identity ?? {}).filter((name) => name !== null),
  );
  for (const rule of engine.origins.values()) {
    const keys = await ring(rule.keys);
    if (keys !== null) imported.push(rule.keys);
    const binding = readBinding(env, rule, problems);
    const headers = readHeaders(env, rule, identityNames, problems);
    const hidesAddresses = !development && (rule.network === 'private' || rule.target.kind === 'service');
    const signing = rule.context === 'EdDSA' ? (contextKeys?.ring ?? null) : keys;
    if (keys === null || signing === null) continue;
    origins.set(rule.id, {
      rule,
      keys,
      binding,
      headers,
      hidesAddresses,
      signContext: createSigner(signing, rule.context, TOKEN_TYPE.context),
    });
  }
  problems.push(...sharedKeyProblems(imported.map((name) => ({ name, text: String(env[name]) }))));
  const providers = await readProviders(env, policy, development, problems);
  const scimTokens = readScimTokens(env, policy, problems);
  const meters = createMeters(Date.now());
  const { deadlineMs } = policy.state;
  const store = readStore(env, development, deadlineMs, problems);
  const floodGuard = createFloodGuard(env.FLOOD_GUARD, deadlineMs);
  if (floodGuard === null && env.FLOOD_GUARD !== undefined)
    problems.push(
      'FLOOD_GUARD is not a rate-limit binding: bind a rate limit of Cloudflare to that name, or remove it',
    );
  if (problems.length > 0 || roleKeys === null || adminKeys === null || store === null) throw new ConfigError(problems);

  const state = createReplicatedState(measuredStore(store, meters), Date.now, { deadlineMs, meters, wait });
  return Object.freeze({
    engine,
    development,
    verifyRoleCookie: createVerifier(roleKeys, TOKEN_TYPE.role, MAX_ROLE_COOKIE_CHARACTERS),
    signRoleCookie: createSigner(roleKeys, 'HS256', TOKEN_TYPE.role),
    signActing: createSigner(roleKeys, 'HS256', ACTING_TYPE),
    verifyActing: createVerifier(roleKeys, ACTING_TYPE, MAX_ROLE_COOKIE_CHARACTERS),
    tokens: createTokenDesk(async (tenant, id) => {
      const [kept = null] = await state.readKept(tenant, [keptKey('token', id)]);
      return kept?.value ?? null;
    }, createSteadyClock(Date.now).now),
    adminKeys,
    origins,
    providers,
    publicJwks: contextKeys?.publicJwks ?? [],
    stateBackend: env.PORTCULLIS_STATE ?? '',
    state,
    floodGuard,
    meters,
    scimTokens,
    providerKeys: createProviderKeys({ development }, Date.now),
    reports: createReportDesk({
      now: Date.now,
      wait,
      log: (line) => console.log(line),
      write: (day, counts) => state.countReports(day, counts),
      figures: meters.reports,
    }),
  });
}

/** Timers do not follow the clock of the wall. */
function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Life of a tenant context: long enough for clocks that disagree, short enough to be useless when it leaks. */
export const CONTEXT_SECONDS = Math.min(30, CONTEXT_LIFETIME_SECONDS);

async function readSetting<T>(
  env: Env,
  name: string,
  problems: string[],
  parse: (text: string) => Promise<T>,
): Promise<T | null> {
  const value = env[name];
  if (typeof value !== 'string' || value === '') {
    problems.push(`${name} is missing`);
    return null;
  }
  try {
    return await parse(value);
  } catch (error) {
    problems.push(`${name} ${error instanceof KeyRingError ? error.message : 'cannot be read'}`);
    return null;
  }
}

function readBinding(env: Env, rule: OriginRule, problems: string[]): Fetcher | null {
  const name = originBinding(rule);
  if (name === null) return null;
  const binding = env[name];
  if (typeof binding === 'object' && binding !== null && 'fetch' in binding) return binding as Fetcher;
  const what = rule.target.kind === 'service' ? 'service binding' : 'client certificate';
  problems.push(`${name} is missing: the rules name it as the ${what} of origin "${rule.id}"`);
  return null;
}

/** No origin gets a client's header that says at any origin who asks: two origins may be one app. */
function readHeaders(
  env: Env,
  { id, headers }: OriginRule,
  identityNames: readonly string[],
  problems: string[],
): OriginHeaderChanges | null {
  if (headers === null && identityNames.length === 0) return null;
  const { set = [], remove = [] } = headers ?? {};
  const sets = set.map((header) => [header.name, readHeader(env, id, header, problems)] as const);
  return { drops: new Set([...sets.map(([name]) => name), ...remove, ...identityNames].map(foldHeaderName)), sets };
}

function readHeader(env: Env, origin: string, header: OriginHeader, problems: string[]): string {
  if (!('secret' in header)) return header.value;
  const value = env[header.secret];
  if (typeof value === 'string' && value.length <= MAX_FIELD_VALUE && FIELD_VALUE.test(value)) return value;
  const what = value === undefined || value === '' ? 'is missing' : 'cannot be the value of a header';
  problems.push(`${header.secret} ${what}: the rules name it for ${header.name} of origin "${origin}"`);
  return '';
}

/** Shorter ones could be guessed, and with one, every session of the provider can be ended. */
const MIN_SCIM_TOKEN = 24;

function readScimTokens(env: Env, { providers }: Policy, problems: string[]): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>();
  for (const { id, signals } of Object.values(providers)) {
    if (signals.scim === null) continue;
    const value = env[signals.scim];
    if (typeof value === 'string' && value.length >= MIN_SCIM_TOKEN) tokens.set(id, value);
    else
      problems.push(
        `${signals.scim} is missing or has fewer than ${MIN_SCIM_TOKEN} characters: the rules name it as the SCIM token of "${id}"`,
      );
  }
  return tokens;
}

function readStore(env: Env, development: boolean, deadlineMs: number, problems: string[]): StateStore | null {
  switch (env.PORTCULLIS_STATE) {
    case 'embedded':
      if (env.STATE !== undefined) return createEmbeddedState(env.STATE, deadlineMs);
      problems.push('STATE is missing: the Durable Object binding that PORTCULLIS_STATE=embedded needs');
      return null;
    case 'redis':
      return readRedis(env, development, deadlineMs, problems);
    default:
      problems.push(
        `PORTCULLIS_STATE is ${env.PORTCULLIS_STATE === undefined ? 'missing' : 'not known'}: set it to "embedded" or "redis"`,
      );
      return null;
  }
}

function readRedis(env: Env, development: boolean, deadlineMs: number, problems: string[]): StateStore | null {
  const { UPSTASH_REDIS_REST_URL: url = '', UPSTASH_REDIS_REST_TOKEN: token = '' } = env;
  const urlProblem = url === '' ? 'is missing' : redisUrlProblem(url, development);
  const tokenProblem =
    token === '' ? 'is missing' : /^[\x21-\x7e]+$/.test(token) ? null : 'has characters that a token cannot have';
  if (urlProblem !== null) problems.push(`UPSTASH_REDIS_REST_URL ${urlProblem}: PORTCULLIS_STATE=redis needs it`);
  if (tokenProblem !== null) problems.push(`UPSTASH_REDIS_REST_TOKEN ${tokenProblem}: PORTCULLIS_STATE=redis needs it`);
  return urlProblem === null && tokenProblem === null ? createRedisState({ url, token }, deadlineMs) : null;
}

/** The token goes there with every question, so it must be encrypted on its way, but for a machine talking to itself. */
function redisUrlProblem(text: string, development: boolean): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^\S+$/.test(text)) return 'is not a URL';
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return 'must have only a scheme, host, port and path';
  if (url.protocol === 'https:') return null;
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol === 'http:' && development && isLoopback) return null;
  return 'must begin with https:// (in development, http:// on the loopback address will do)';
}
