import type { Asker, StateDescription } from '@portcullis/rules/analysis';
import { type Engine, isTenantId, REVOKED_BY } from '@portcullis/rules/engine';
import { type Command, InvalidArgumentError } from 'commander';
import { CommandError } from '../io.ts';
import { readList, readSeconds } from '../options.ts';
import { checkKnown } from './known.ts';
import { readTenantPolicy } from './tenant-policy-option.ts';

/** What a command line says of who asks, and of shared state. */
export interface AskerOptions {
  readonly role?: readonly string[];
  readonly tenant?: string;
  readonly user?: string;
  readonly amr?: readonly string[];
  readonly authAge?: number;
  readonly sessionAge?: number;
  readonly actAs?: { readonly sub: string; readonly reason: string };
  readonly sessionHost?: string;
  readonly token?: true;
  readonly badCookie?: true;
  readonly state: string;
  readonly exceeded: readonly string[];
  readonly revoked?: string;
  readonly tenantPolicy?: Extract<StateDescription, { kind: 'answered' }>['tenantPolicy'];
}

const SOME_TENANT = 'tenant';

/** Adds the options that describe a session, and what shared state says. */
export function addAskerOptions(command: Command): Command {
  return command
    .option('--role <names>', 'roles of the session, separated by commas', readList)
    .option('--tenant <id>', 'tenant of the session (default: the tenant of the host)')
    .option('--user <id>', 'user of the session (default: user-1)')
    .option('--amr <methods>', 'how the user signed in, RFC 8176, separated by commas (default: pwd)', readList)
    .option('--auth-age <duration>', 'how long ago the user signed in (default: as old as the session)', readSeconds)
    .option('--session-age <duration>', 'how long ago the session began (default: just now)', readSeconds)
    .option('--act-as <id:reason>', 'the user who acts as this user, and why', readActAs)
    .option(
      '--session-host <host>',
      'the only host at which the session counts, as the rules write it (default: every host)',
    )
    .option('--token', 'show a token of a machine in place of a role cookie')
    .option('--bad-cookie', 'send an invalid role cookie')
    .option('--state <word>', 'answered or unavailable', 'answered')
    .option('--exceeded <limits>', 'limits that are used up, separated by commas', readList, [])
    .option('--revoked <what>', 'which scope is revoked: session, user, tenant or everyone')
    .option('--tenant-policy <json>', `the tenant's own policy, such as '{"suspended":true}'`, readTenantPolicy);
}

/** Who asks. */
export function describeAsker(options: AskerOptions, engine: Engine, url: string): Asker {
  const { role, tenant, user, amr, authAge, sessionAge, actAs, sessionHost, token } = options;
  const said = [role, tenant, user, amr, authAge, sessionAge, actAs, sessionHost, token].some(
    (option) => option !== undefined,
  );
  if (options.badCookie === true) {
    if (said) throw new CommandError(2, '--bad-cookie describes an invalid cookie. Remove the options of the session.');
    return 'bad cookie';
  }
  if (!said) return 'nobody';
  if (sessionHost !== undefined)
    checkKnown(
      '--session-host',
      'host',
      [sessionHost],
      engine.policy.hosts.map(({ pattern }) => pattern),
    );
  return {
    tenant: tenant === undefined ? tenantOfHost(engine, url) : tenantId(tenant),
    user: user ?? 'user-1',
    roles: role ?? [],
    methods: amr ?? ['pwd'],
    ageSeconds: sessionAge ?? 0,
    authAgeSeconds: authAge ?? sessionAge ?? 0,
    actAs: actAs ?? null,
    host: sessionHost ?? null,
    ...(token === true ? { byToken: true } : {}),
  };
}

/** What shared state would say. */
export function describeState(options: AskerOptions, engine: Engine): StateDescription {
  const { state, exceeded, revoked, tenantPolicy } = options;
  checkKnown('--state', 'word', [state], ['answered', 'unavailable']);
  checkKnown('--exceeded', 'limit', exceeded, [...engine.limits.keys()]);
  if (revoked !== undefined) checkKnown('--revoked', 'word', [revoked], REVOKED_BY);
  if (state === 'unavailable') {
    if (exceeded.length > 0 || revoked !== undefined || tenantPolicy !== undefined)
      throw new CommandError(2, 'Unavailable state gives no answers. Remove the options for its answers.');
    return { kind: 'unavailable' };
  }
  const revokedBy = REVOKED_BY.find((word) => word === revoked) ?? null;
  return { kind: 'answered', exceeded, revokedBy, tenantPolicy: tenantPolicy ?? null };
}

function tenantOfHost(engine: Engine, url: string): string {
  const host = /^https?:\/\/([^/?#]*)/.exec(url)?.[1]?.toLowerCase() ?? '';
  const match = engine.matchHost(host);
  // At a host that the rules do not name, no session matters.
  if (match === null) return SOME_TENANT;
  if (match.tenant !== null) return match.tenant;
  throw new CommandError(2, 'The host names no tenant. Name the tenant of the session with --tenant.');
}

function tenantId(text: string): string {
  if (isTenantId(text)) return text;
  throw new CommandError(2, '--tenant must be lower-case letters, digits and "-", at most 63.');
}

function readActAs(text: string): { readonly sub: string; readonly reason: string } {
  const [, sub, reason] = /^([^:]+):(.+)$/.exec(text) ?? [];
  if (sub === undefined || reason === undefined)
    throw new InvalidArgumentError(
      'Write the acting user and the reason, separated by a colon, such as support:ticket 4711.',
    );
  return { sub, reason: reason.trim() };
}
