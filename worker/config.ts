import { CONTEXT_LIFETIME_SECONDS, TOKEN_TYPE } from '@portcullis/origin/context';
import { createEngine, type Engine, MAX_ROLE_COOKIE_CHARACTERS } from '@portcullis/rules/engine';
import { POLICY_FORMAT, type Policy } from '@portcullis/rules/policy';
import { createProviderKeys, type ProviderKeys } from './adapters/provider-keys.ts';
import { createDeviceTokens, type DeviceTokens } from './core/device/index.ts';
import { keptKey } from './core/kept/index.ts';
import { createMeters, type Meters } from './core/metrics/index.ts';
import { createReportDesk, type ReportDesk } from './core/reports/index.ts';
import { createTokenDesk, type TokenDesk } from './core/service-tokens/index.ts';
import { createSteadyClock, wait } from './core/time/index.ts';
import {
  createSigner,
  createVerifier,
  importHmacRing,
  type KeyRing,
  type RememberingVerifier,
  rememberVerified,
  type Signer,
  sharedKeyProblems,
  type Verifier,
} from './core/tokens/index.ts';
import type { Env } from './env.ts';
import { type Providers, readProviders } from './providers.ts';
import { type Issuer, readIssuers } from './settings/read-issuers.ts';
import { type Origin, readOrigins } from './settings/read-origins.ts';
import { readRelay } from './settings/read-relay.ts';
import { readSetting } from './settings/read-setting.ts';
import { readStore } from './settings/read-store.ts';
import { createFloodGuard, type FloodGuard } from './state/flood-guard.ts';
import { measuredStore } from './state/measured-store.ts';
import type { StatePort } from './state/port.ts';
import { createReplicatedState } from './state/replica/replicated-state.ts';

/** `typ` of a link's token, which only the gateway reads. */
const ACTING_TYPE = 'act-as+jwt';

/** Everything that the gateway was set up with, read once and frozen. */
export interface Config {
  readonly engine: Engine;
  readonly development: boolean;
  readonly verifyRoleCookie: RememberingVerifier;
  readonly signRoleCookie: Signer;
  /** Links by which one person acts as another. */
  readonly signActing: Signer;
  readonly verifyActing: Verifier;
  /** What browsers carry that bind sessions to their keys. */
  readonly device: DeviceTokens;
  /** Tokens of machines. */
  readonly tokens: TokenDesk;
  /** Login services of the company's own, by what their tokens write in `iss`. */
  readonly issuers: ReadonlyMap<string, Issuer>;
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
  const providerKeys = createProviderKeys({ development, endpoints: null }, Date.now);
  const issuers = await readIssuers(Object.values(engine.policy.issuers), ring, providerKeys);
  const { origins, publicJwks, imported } = await readOrigins(env, engine, { development, ring, problems });
  const own = [...(roleKeys === null ? [] : ['ROLE_COOKIE_KEYS']), ...(adminKeys === null ? [] : ['ADMIN_KEYS'])];
  const providers = await readProviders(env, engine.policy, { development, keys: providerKeys, problems });
  const sealing = providers?.tenants == null ? [] : [providers.tenants.rule.keys];
  const rings = [...own, ...imported, ...sealing].map((name) => ({ name, text: String(env[name]) }));
  problems.push(...sharedKeyProblems(rings));
  const scimTokens = readScimTokens(env, policy, problems);
  const meters = createMeters(Date.now());
  const { deadlineMs } = policy.state;
  const store = readStore(env, development, deadlineMs, problems);
  const relay = await readRelay(env, policy, development, problems);
  const floodGuard = createFloodGuard(env.FLOOD_GUARD, deadlineMs);
  if (floodGuard === null && env.FLOOD_GUARD !== undefined)
    problems.push(
      'FLOOD_GUARD is not a rate-limit binding: bind a rate limit of Cloudflare to that name, or remove it',
    );
  if (problems.length > 0 || roleKeys === null || adminKeys === null || store === null) throw new ConfigError(problems);

  const state = createReplicatedState(measuredStore(store, meters), Date.now, {
    deadlineMs,
    meters,
    wait,
    ...(relay === null ? {} : { relay }),
  });
  return Object.freeze({
    engine,
    development,
    verifyRoleCookie: rememberVerified(
      createVerifier(roleKeys, TOKEN_TYPE.role, MAX_ROLE_COOKIE_CHARACTERS),
      MAX_REMEMBERED_COOKIE_BYTES,
    ),
    signRoleCookie: createSigner(roleKeys, 'HS256', TOKEN_TYPE.role),
    signActing: createSigner(roleKeys, 'HS256', ACTING_TYPE),
    verifyActing: createVerifier(roleKeys, ACTING_TYPE, MAX_ROLE_COOKIE_CHARACTERS),
    device: createDeviceTokens(roleKeys),
    tokens: createTokenDesk(async (tenant, id) => {
      const [kept = null] = await state.readKept(tenant, [keptKey('token', id)]);
      return kept?.value ?? null;
    }, createSteadyClock(Date.now).now),
    issuers,
    adminKeys,
    origins,
    providers,
    publicJwks,
    stateBackend: env.PORTCULLIS_STATE ?? '',
    state,
    floodGuard,
    meters,
    scimTokens,
    providerKeys,
    reports: createReportDesk({
      now: Date.now,
      wait,
      log: (line) => console.log(line),
      write: (day, counts) => state.countReports(day, counts),
      figures: meters.reports,
    }),
  });
}

/** Of about 1,200 sessions in use. */
const MAX_REMEMBERED_COOKIE_BYTES = 4 * 1024 * 1024;

/** Life of a tenant context: long enough for clocks that disagree, short enough to be useless when it leaks. */
export const CONTEXT_SECONDS = Math.min(30, CONTEXT_LIFETIME_SECONDS);

/** Shorter ones could be guessed, and with one, every session of the provider can be ended. Others do not fit into a header. */
const SCIM_TOKEN = /^[\x21-\x7e]{24,}$/;

function readScimTokens(env: Env, { providers }: Policy, problems: string[]): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>();
  for (const { id, signals } of Object.values(providers)) {
    if (signals.scim === null) continue;
    const value = env[signals.scim];
    if (typeof value !== 'string' || !SCIM_TOKEN.test(value))
      problems.push(
        `${signals.scim} is missing, or is not 24 or more printable characters without spaces: the rules name it as the SCIM token of "${id}"`,
      );
    else if ([...tokens.values()].includes(value))
      problems.push(
        `${signals.scim} has the value of another provider's SCIM token: each would write the other's directory`,
      );
    else tokens.set(id, value);
  }
  return tokens;
}
