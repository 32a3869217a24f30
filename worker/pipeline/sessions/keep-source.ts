import { hardEndOf, type Refusal, refuse, type Session } from '@portcullis/rules/engine';
import { parseRecheck, readSource, recheckText, type SessionSource, writeSource } from '../../core/identity/index.ts';
import { keptKey } from '../../core/kept/index.ts';
import { namesOne, type SubjectRef } from '../../core/signals/index.ts';
import { endedSince, providerHome } from '../../directory/index.ts';
import type { KeptChange } from '../../state/port.ts';
import { clientOfSource } from '../../tenant-identity/index.ts';
import type { RoutedExchange } from '../exchange.ts';
import { recheckKey } from './recheck-key.ts';
import { stateUnavailable } from './state-unavailable.ts';

/** Clocks of gateways may disagree by this much. */
const MARGIN_SECONDS = 60;

/** By what a session came, and when the provider last said that the person is still there; milliseconds since the epoch. */
export interface VouchedSource {
  readonly source: SessionSource;
  readonly goodMs: number;
}

/** As shared state keeps it. */
interface KeptSource extends VouchedSource {
  /** Of the document of the source. */
  readonly version: number;
}

/**
 * Keeps by what a session came, before there is a cookie: where the provider later says that someone must go, a session that
 * cannot be found by it would stay.
 */
export async function keepSource(
  exchange: RoutedExchange,
  session: Session,
  { source, goodMs }: VouchedSource,
): Promise<Refusal | null> {
  const { providers, state } = exchange.config;
  if (providers === null) return refuse('internal_error', null, { detail: 'a provider that is not there' });
  const expires = Math.ceil(hardEndOf(session) + MARGIN_SECONDS);
  try {
    const value = await providers.sources.seal(writeSource(source), placeOfSource(session));
    await state.writeKept(
      providerHome(source.provider),
      indexKeys(session, source).map((key) => ({ key, value: '', expires }) satisfies KeptChange),
    );
    const recheck = recheckText({ goodMs, claimedMs: 0 });
    await state.writeKept(session.tenant, [
      { key: sourceKey(session), value, expires },
      ...(session.renewal === undefined ? [] : [{ key: recheckKey(session), value: recheck, expires }]),
    ]);
    // Now that a signal finds the session, one that came too early to find it has left a note.
    const isEnded = await endedSince(state, source.provider, refsOf(source), source.startedSeconds);
    const isOver = isEnded || !(await standsStill(exchange, source));
    return isOver ? refuse('session_revoked', exchange.decision.route.at, { detail: 'while signing in' }) : null;
  } catch (error) {
    return stateUnavailable(exchange, error);
  }
}

/** Whether a tenant's own provider is the one that it was: a change meanwhile has ended what it could find. */
async function standsStill({ config }: RoutedExchange, source: SessionSource): Promise<boolean> {
  return source.since === null || typeof (await clientOfSource(config, source)) !== 'string';
}

/** How signals of the provider may name the person, or the session. */
function refsOf({ subject, providerSession, names, entry }: SessionSource): readonly SubjectRef[] {
  return [
    { kind: 'subject', id: subject },
    ...names.map((id) => ({ kind: 'name' as const, id })),
    ...(entry === null ? [] : [{ kind: 'member' as const, id: entry }]),
    providerSession === null ? { kind: 'unnamed', id: subject } : { kind: 'session', id: providerSession },
  ];
}

/** By what the session came; `null`: by no provider, or it is not known any more. */
export async function sourceOfSession(exchange: RoutedExchange, session: Session): Promise<SessionSource | null> {
  try {
    const vouched = await vouchedSource(exchange, session);
    return vouched === 'none' || vouched === 'lost' ? null : vouched.source;
  } catch {
    return null;
  }
}

/**
 * By what the session came, for one that takes its place: signals must find that one too, and the provider is asked about it no
 * later. `none`: by no provider. `lost`: it is gone, or cannot be read.
 * @throws where shared state does not answer
 */
export async function vouchedSource(
  { config }: RoutedExchange,
  session: Session,
): Promise<KeptSource | 'none' | 'lost'> {
  const missing = session.via === undefined ? 'none' : 'lost';
  if (config.providers === null) return missing;
  const [kept = null, asked = null] = await config.state.readKept(session.tenant, [
    sourceKey(session),
    recheckKey(session),
  ]);
  if (kept === null) return missing;
  const text = await config.providers.sources.open(kept.value, placeOfSource(session));
  const source = text === null ? null : readSource(text);
  const goodMs = asked === null ? 0 : (parseRecheck(asked.value)?.goodMs ?? 0);
  return source === null ? 'lost' : { source, goodMs, version: kept.version };
}

/** What leads from the provider's own names to the session. */
function indexKeys({ tenant, user, id }: Session, source: SessionSource): readonly string[] {
  return refsOf(source).map((ref) =>
    namesOne(ref) ? keptKey(ref.kind, ref.id, tenant, user, id) : keptKey(ref.kind, ref.id, tenant, user),
  );
}

/** Key of what is kept in the home of the session's tenant. */
export function sourceKey({ user, id }: Session): string {
  return keptKey('source', user, id);
}

export function placeOfSource({ tenant, user, id }: Session): string {
  return JSON.stringify([tenant, user, id]);
}
