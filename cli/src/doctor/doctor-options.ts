import type { ExamineOriginOptions, TestUser } from '@portcullis/origin/testing';
import type { OriginRule, Policy } from '@portcullis/rules/policy';
import { checkTenant } from '../admin/check-tenant.ts';
import { signRoleToken } from '../admin/role-token.ts';
import { readSigningKey } from '../admin/signing-key.ts';
import { DEV_VARS_FILE, readDevVars } from '../dev/index.ts';
import { CommandError, type Io } from '../io.ts';
import { checkKnown } from '../requests/known.ts';

/** What the command line says. */
export interface DoctorOptions {
  readonly origin: string;
  readonly originId?: string;
  readonly path: string;
  readonly method: string;
  readonly host?: string;
  readonly tenant?: string;
  readonly otherTenant?: string;
  readonly role?: readonly string[];
  readonly anonymous?: true;
  readonly keysEnv?: string;
  readonly withoutKeys?: true;
  readonly proxyStrips?: string;
  readonly proxyAdds?: string;
  readonly proxyReplacesHost?: true;
  readonly singleUse?: true;
  readonly gateway?: string;
  readonly rules: string;
  readonly json?: true;
}

const NAME = 'portcullis-doctor';
const COOKIE_SECONDS = 120;
const METHOD = /^[A-Z]+$/;
const PATH = /^\/[\x21-\x22\x24-\x7e]*$/;

/** What to examine and with what, from the command line, the rules and the environment. Ends the command where they do not fit. */
export async function readDoctorOptions(
  options: DoctorOptions,
  policy: Policy,
  io: Io,
): Promise<ExamineOriginOptions & { readonly who: TestUser | { readonly tenant?: string } }> {
  const { rule, url } = readDirectUrl(options, policy);
  checkKnown('--role', 'role', options.role ?? [], policy.roles);
  if (options.tenant !== undefined) checkTenant('--tenant', options.tenant);
  if (options.otherTenant !== undefined) checkTenant('--other-tenant', options.otherTenant);
  if (options.anonymous === true && options.role !== undefined)
    throw new CommandError(2, '--anonymous has no roles. Leave out one of --anonymous and --role.');
  const keys = keysOf(options, rule, io);
  const user = userOf(options, policy);
  return {
    url,
    ...{ issuer: policy.gateway, audience: rule.id, algorithm: rule.context, method: options.method },
    host: options.host ?? hostOf(policy, options.tenant),
    who: options.anonymous === true ? (options.tenant === undefined ? {} : { tenant: options.tenant }) : user,
    ...(keys === null ? {} : { keys }),
    proxy: {
      ...(options.proxyStrips === undefined ? {} : { stripsPrefix: options.proxyStrips }),
      ...(options.proxyAdds === undefined ? {} : { addsPrefix: options.proxyAdds }),
      replacesForwardedHost: options.proxyReplacesHost === true,
    },
    ...(options.otherTenant === undefined ? {} : { otherTenant: options.otherTenant }),
    ...(await roleCookie(user, policy, io)),
    singleUse: options.singleUse === true,
  };
}

/** Which origin is examined, and where it listens. */
export function readDirectUrl(
  options: DoctorOptions,
  policy: Policy,
): { readonly rule: OriginRule; readonly url: string } {
  const rule = ruleOf(options, policy);
  if (!METHOD.test(options.method)) throw new CommandError(2, '--method must be a method such as GET, in capitals.');
  if (!PATH.test(options.path))
    throw new CommandError(2, '--path must begin with "/" and hold neither blanks nor "#": /loads?page=2.');
  return { rule, url: `${originUrl(options.origin)}${options.path}` };
}

function ruleOf({ originId }: DoctorOptions, policy: Policy): OriginRule {
  const ids = Object.keys(policy.origins);
  if (originId === undefined && ids.length > 1)
    throw new CommandError(2, `The rules have several origins. Name one with --origin-id: ${ids.join(', ')}.`);
  const id = originId ?? ids[0] ?? '';
  checkKnown('--origin-id', 'origin', [id], ids);
  return policy.origins[id] as OriginRule;
}

function originUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url !== null && url.pathname === '/' && url.username + url.password + url.search + url.hash === '';
  if (isPlain && ['http:', 'https:'].includes(url.protocol)) return url.origin;
  throw new CommandError(
    2,
    '--origin must be a URL without a path, such as http://127.0.0.1:3000. Name the path with --path.',
  );
}

/** The tenant's own host where there is a tenant and the rules have such hosts, else one without a tenant. */
function hostOf({ hosts }: Policy, tenant: string | undefined): string {
  const ofTenants = hosts.find(({ labels }) => labels.includes(null));
  const plain = hosts.find(({ labels }) => !labels.includes(null));
  const host = (tenant === undefined ? plain : ofTenants) ?? hosts[0];
  return (host?.pattern ?? 'app.example.com').replace('{tenant}', tenant ?? NAME);
}

/** By default a user with every role, since a good context must be let in. */
function userOf({ tenant = NAME, role }: DoctorOptions, { roles }: Policy): TestUser {
  return { user: NAME, tenant, roles: role ?? roles, authenticationMethods: ['pwd', 'otp'] };
}

/** The text of the JWK Set, which the testing kit checks; never from the command line, where other users could read it. */
function keysOf({ keysEnv, withoutKeys }: DoctorOptions, rule: OriginRule, io: Io): string | null {
  if (withoutKeys === true) return null;
  const name = keysEnv ?? (rule.context === 'EdDSA' ? 'CONTEXT_KEYS' : rule.keys);
  const text = settingOf(name, io);
  if (text !== undefined && text !== '') return text;
  throw new CommandError(
    2,
    `${name} is missing, both in the environment and in ${DEV_VARS_FILE} in this folder. Name another variable with --keys-env, or try what needs no key with --without-keys.`,
  );
}

/** A real one is the better try, where its keys are at hand. */
async function roleCookie(who: TestUser, policy: Policy, io: Io): Promise<{ readonly roleCookie?: string }> {
  if (settingOf('ROLE_COOKIE_KEYS', io) === undefined) return {};
  const key = readSigningKey('ROLE_COOKIE_KEYS', io);
  const { user, tenant, roles = [], authenticationMethods: amr = [] } = who;
  const session = { sub: user, tid: tenant, roles, amr, lifetimeSeconds: COOKIE_SECONDS };
  return { roleCookie: await signRoleToken(key, { gateway: policy.gateway, ...session }) };
}

function settingOf(name: string, io: Io): string | undefined {
  return io.env[name] ?? readDevVars(process.cwd())[name];
}
