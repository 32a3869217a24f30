import {
  hardEndOf,
  isTenantId,
  longestSessionSeconds,
  openEndOf,
  refuse,
  type Session,
  sessionOf,
} from '@portcullis/rules/engine';
import { keptParts, keptPrefix } from '../core/kept/index.ts';
import { deviceName, parseSessionRecord, type SessionRecord } from '../core/renewal/index.ts';
import { moveKey } from '../pipeline/device/index.ts';
import type { RoutedExchange } from '../pipeline/exchange.ts';
import {
  forgetSessions,
  guestKey,
  revokeSession,
  stateUnavailable,
  vouchedSource,
} from '../pipeline/sessions/index.ts';
import { endSession, openSession } from '../pipeline/sign-in.ts';
import type { Kept, Revocation } from '../state/port.ts';
import { asAdmin, refuseOtherTenant } from './admin.ts';
import { type EndpointContext, endWith } from './endpoint.ts';
import { isoTime } from './iso-time.ts';

const NO_STORE = { 'cache-control': 'private, no-store' };
/** Revocations end sessions that were issued up to their moment, which has whole milliseconds. */
const JUST_AFTER_SECONDS = 0.001;

interface Listed extends SessionRecord {
  readonly id: string;
  readonly user: string;
}

/** `GET sessions`: where the user is signed in. Sessions that do not renew are not on record, but for this one. */
export async function listSessions(context: EndpointContext): Promise<Response> {
  const { exchange } = context.env;
  const session = sessionOf(exchange.decision);
  if (session === null) return endWith(context, refuse('session_missing'));
  try {
    const { entries } = await liveSessions(exchange, session.tenant, keptPrefix('session', session.user), null);
    const listed = entries.some(({ id }) => id === session.id) ? entries : [unlisted(exchange, session), ...entries];
    const sessions = listed.map((each) => ({ ...shown(each), current: each.id === session.id }));
    return context.json({ sessions }, 200, NO_STORE);
  } catch (error) {
    return endWith(context, stateUnavailable(exchange, error));
  }
}

/** `DELETE sessions?id=…`, `?others` or `?all`: ends one session of the user, every other one, or all of them. */
export async function endSessions(context: EndpointContext): Promise<Response> {
  const { exchange } = context.env;
  const session = sessionOf(exchange.decision);
  if (session === null) return endWith(context, refuse('session_missing'));
  const id = context.req.query('id');
  const [others, all] = [context.req.query('others'), context.req.query('all')];
  if ([id, others, all].filter((each) => each !== undefined).length !== 1)
    return endWith(context, refuse('admin_body_invalid', null, { publicDetail: 'Say ?id=…, ?others or ?all.' }));
  try {
    const refusal =
      id === undefined ? await endAll(exchange, session, all === undefined) : await endOne(exchange, session, id);
    return refusal === null ? context.body(null, 204) : endWith(context, refusal);
  } catch (error) {
    return endWith(context, stateUnavailable(exchange, error));
  }
}

/** `GET v1/tenants/{tid}/sessions[?user=…][&cursor=…]`: who is signed in, of sessions that renew. */
export function listTenantSessions(context: EndpointContext<'/v1/tenants/:tenant/sessions'>): Promise<Response> {
  return asAdmin(context, 'revoke', async (caller) => {
    const tenant = context.req.param('tenant');
    if (!isTenantId(tenant)) return refuse('admin_body_invalid', null, { publicDetail: 'This is not a tenant id.' });
    const refusal = refuseOtherTenant(caller, tenant);
    if (refusal !== null) return refusal;
    const user = context.req.query('user');
    const prefix = user === undefined ? keptPrefix('session') : keptPrefix('session', user);
    const cursor = context.req.query('cursor') ?? null;
    const { entries, next } = await liveSessions(context.env.exchange, tenant, prefix, cursor);
    const sessions = entries.map((each) => ({ user: each.user, ...shown(each) }));
    return context.json({ sessions, next }, 200, { 'cache-control': 'no-store' });
  });
}

/** Of another user's session, nothing is said: not even that there is one. */
async function endOne(exchange: RoutedExchange, session: Session, id: string) {
  if (id === session.id) return endSession(exchange);
  const { entries } = await liveSessions(exchange, session.tenant, keptPrefix('session', session.user), null);
  const other = entries.find((each) => each.id === id);
  if (other === undefined) return null;
  const renewal = { generation: 1, renewedAtSeconds: other.started, endsAtSeconds: other.ends };
  await revokeSession(exchange, { ...session, id, renewal }, 'ended from another session');
  exchange.notes.push('session_ended_elsewhere');
  return null;
}

/** Everything up to now ends, on record or not; where the others are meant, this browser gets a session of its own in exchange. */
async function endAll(exchange: RoutedExchange, session: Session, keepsThis: boolean) {
  const { tenant, user } = session;
  const source = keepsThis ? await vouchedSource(exchange, session) : 'none';
  const notBefore = Date.now() / 1000;
  const expires = notBefore + longestSessionSeconds(exchange.config.engine.policy);
  const scope = { kind: 'user', tenant, id: user } as const;
  await exchange.config.state.revoke({ scope, notBefore, expires, reason: 'ended by the user', by: user });
  exchange.notes.push('sessions_ended');
  exchange.waitUntil(forgetSessions(exchange, tenant, user, notBefore));
  // Without its source, the provider could not end the new session, nor be asked about it.
  if (!keepsThis || source === 'lost') return endSession(exchange);
  const issuedAtSeconds = notBefore + JUST_AFTER_SECONDS;
  const id = crypto.randomUUID();
  const vouched = source === 'none' ? null : source;
  if (session.key !== undefined) {
    const move = await moveKey(exchange, session, { id, issuedAtSeconds }, vouched);
    if (move !== 'missing') return move === 'moved' ? null : move;
    return endSession(exchange);
  }
  const { renewal: _, ...rest } = session;
  const again = { ...rest, id, issuedAtSeconds };
  // Where only a key renews, who has shown none gets nothing that lives longer than the cookie.
  const notAfter = Math.floor(openEndOf(session, exchange.config.engine.policy.session.renew));
  const [guest = null] = await exchange.config.state.readKept(tenant, [guestKey(session)]);
  return openSession(exchange, again, { notBefore: null, notAfter, isOwn: guest !== null }, vouched);
}

async function liveSessions(exchange: RoutedExchange, tenant: string, prefix: string, cursor: string | null) {
  const { state } = exchange.config;
  const [page, revocations] = await Promise.all([state.listKept(tenant, prefix, cursor), state.revocations(tenant)]);
  const entries = page.entries.map(listedOf).filter((each) => !isRevoked(each, tenant, revocations));
  return { entries, next: page.next };
}

function listedOf({ key, value }: Kept): Listed {
  const [user = '', id = ''] = keptParts(key);
  return { ...parseSessionRecord(value), user, id };
}

/** Whether a session is over, by the revocations of its tenant. */
export function isRevoked(
  { id, user, started }: Pick<Listed, 'id' | 'user' | 'started'>,
  tenant: string,
  revocations: readonly Revocation[],
): boolean {
  return revocations.some(({ scope, notBefore }) => {
    if (scope.kind !== 'everyone' && scope.tenant !== tenant) return false;
    if (scope.kind === 'session') return scope.id === id;
    return notBefore >= started && (scope.kind !== 'user' || scope.id === user);
  });
}

function unlisted({ request, decision }: RoutedExchange, session: Session): Listed {
  const { country } = decision.request;
  return {
    id: session.id,
    user: session.user,
    started: session.issuedAtSeconds,
    ends: hardEndOf(session),
    device: deviceName(request.headers.get('user-agent')),
    country,
    address: null,
    actor: session.actAs?.sub ?? null,
    bound: session.key !== undefined,
  };
}

function shown({ id, started, ends, device, country, address, actor, bound }: Listed) {
  return { id, since: isoTime(started), ends: isoTime(ends), device, country, address, actAs: actor, bound };
}
