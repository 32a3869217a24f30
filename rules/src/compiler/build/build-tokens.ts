import type { Credential, TokensRule } from '../../policy/index.ts';
import { checkList, checkReferences, type Path, valueOrProblem } from '../problems/index.ts';
import type { AccessMap } from '../shape/index.ts';
import { parseDuration } from '../values/index.ts';
import type { Scope } from './scope.ts';

const BOUNDS = { least: '1h', most: '730d' };
const DEFAULT_LIFETIME = '90d';

interface TokenScope {
  readonly rules: Pick<Scope['rules'], 'tokens' | 'issuers'>;
  readonly report: Scope['report'];
}

/** Compiles `tokens`; `null` where machines have none. */
export function buildTokens({ rules, report, declared }: Scope): TokensRule | null {
  const entry = rules.tokens;
  if (entry === undefined) return null;
  checkReferences(report, ['tokens', 'roles'], entry.roles, declared.roles, {
    what: 'role',
    emptyFix: 'Name the roles that tokens may grant, or remove "tokens".',
  });
  const lifetimeSeconds = valueOrProblem(
    report,
    ['tokens', 'lifetime'],
    'invalid_quantity',
    parseDuration(entry.lifetime ?? DEFAULT_LIFETIME, BOUNDS),
  );
  return lifetimeSeconds === null ? null : { roles: entry.roles, lifetimeSeconds, at: report.sourceLine(['tokens']) };
}

/** Compiles what visitors of a route may show. */
export function buildCredentials(
  { rules, report }: TokenScope,
  path: Path,
  { credentials, roles }: Pick<AccessMap, 'credentials'> & { readonly roles: 'any' | readonly string[] },
): readonly Credential[] {
  if (credentials === undefined) return ['session'];
  checkList(report, path, credentials, { what: 'credential', emptyFix: 'Write session, token, or both.' });
  if (credentials.includes('token')) checkTokens({ rules, report }, path, roles);
  return credentials;
}

function checkTokens({ rules, report }: TokenScope, path: Path, roles: 'any' | readonly string[]): void {
  const bearers = Object.values(rules.issuers ?? {}).filter(({ bearer }) => bearer === true);
  const sources = [rules.tokens, ...bearers].filter((source) => source !== undefined);
  if (sources.length === 0) {
    report.add(
      path,
      'no_effect',
      'No one can have a token: the rules have no "tokens", and no issuer with "bearer: true".',
      'Add "tokens" at the top, with the roles that tokens may grant, or remove "token".',
    );
    return;
  }
  if (roles === 'any' || sources.some((source) => source.roles.some((role) => roles.includes(role)))) return;
  report.add(
    path,
    'no_effect',
    'No token can have a role that opens the route.',
    'Name one of the roles in "tokens", or remove "token".',
  );
}
