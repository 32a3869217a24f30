import { mapClaims, type ProviderClaims, type Session } from '@portcullis/rules/engine';
import type { ProviderRule } from '@portcullis/rules/policy';
import { refreshSignIn } from '../../adapters/oidc.ts';
import { errorText } from '../../core/failures/index.ts';
import {
  CLAIM_MS,
  isStillGood,
  parseRecheck,
  type RecheckRule,
  recheckNeed,
  recheckText,
  writeSource,
} from '../../core/identity/index.ts';
import type { Kept } from '../../core/kept/index.ts';
import { wait } from '../../core/time/index.ts';
import { clientOfSource } from '../../tenant-identity/index.ts';
import type { RoutedExchange } from '../exchange.ts';
import { placeOfSource, sourceKey, vouchedSource } from './keep-source.ts';
import { personInDirectory } from './person-in-directory.ts';
import { recheckKey } from './recheck-key.ts';

/** Whether the session may go on: `ended` if the provider no longer lets the person in, `unknown` if it did not say in time. */
export type Recheck = 'passes' | 'ended' | 'unknown';

/** Between looks at what another request was answered: together less than a visitor waits for a page. */
const PAUSES_MS = [100, 200, 400, 800, 1600];

/**
 * Asks the provider by which a session came whether the person is still there, if it is time to. One request alone asks at a
 * time, and the others go on by the last answer; where that is too old, they wait a little for the next one. Sessions that no
 * provider opened pass.
 */
export async function recheckSession(exchange: RoutedExchange, session: Session, rule: RecheckRule): Promise<Recheck> {
  // A cookie that has not run out yet does without a successor for now.
  const pauses = session.expiresAtSeconds * 1000 <= Date.now() ? PAUSES_MS : [];
  try {
    // Of one that a provider vouches for, it was kept before there was a cookie: it is lost.
    let answer = await recheckOnce(exchange, session, rule, session.via === undefined ? 'passes' : 'unknown');
    for (const ms of pauses) {
      if (answer !== 'busy') break;
      await wait(ms);
      // The first look found it: where it is missing now, the session has ended meanwhile.
      answer = await recheckOnce(exchange, session, rule, 'unknown');
    }
    return answer === 'busy' ? 'unknown' : answer;
  } catch (error) {
    exchange.notes.push(`recheck_failed:${errorText(error)}`);
    return 'unknown';
  }
}

/**
 * `busy`: another request asks the provider, and the last answer is too old.
 * @param missing what it means that nothing is kept
 */
async function recheckOnce(
  exchange: RoutedExchange,
  session: Session,
  rule: RecheckRule,
  missing: 'passes' | 'unknown',
): Promise<Recheck | 'busy'> {
  const { state } = exchange.config;
  const key = recheckKey(session);
  const [kept = null] = await state.readKept(session.tenant, [key]);
  if (kept === null) return missing;
  const known = parseRecheck(kept.value);
  if (known === null) return 'unknown';
  const nowMs = Date.now();
  const need = recheckNeed(known, rule, nowMs);
  if (need === 'busy') return 'busy';
  if (need !== 'ask') return 'passes';
  const isGood = isStillGood(nowMs - known.goodMs, rule);
  const claimed = recheckText({ ...known, claimedMs: nowMs + CLAIM_MS });
  const isOurs = await state.writeKept(session.tenant, [
    { key, value: claimed, expires: kept.expires, ifVersion: kept.version },
  ]);
  if (!isOurs) return isGood ? 'passes' : 'busy';
  const asking = ask(exchange, session, kept);
  // The provider takes a refresh token once: the next one must be kept, even if the browser has gone meanwhile.
  exchange.waitUntil(asking.catch(() => undefined));
  return (await asking) ?? (isGood ? 'passes' : 'unknown');
}

/** `null`: the provider did not answer, or not in a way that says anything of the person. */
async function ask(exchange: RoutedExchange, session: Session, { key, expires }: Kept): Promise<Recheck | null> {
  const { config } = exchange;
  const vouched = await vouchedSource(exchange, session);
  if (typeof vouched === 'string' || config.providers === null) return 'unknown';
  const { source, version } = vouched;
  if (source.refreshToken === null) return 'unknown';
  const client = await clientOfSource(config, source);
  if (client === 'missing') return 'ended';
  if (typeof client === 'string') return 'unknown';
  const answer = await refreshSignIn(client, source.refreshToken);
  if (answer.kind === 'silent') {
    exchange.notes.push(`recheck_silent:${source.provider}`);
    return null;
  }
  exchange.notes.push(`rechecked_at:${source.provider}`);
  if (answer.kind === 'ended') return 'ended';
  const verdict = await verdictOn(exchange, session, client.rule, answer.claims);
  if (verdict === 'ended') return 'ended';
  const refreshToken = answer.refreshToken ?? source.refreshToken;
  const next = await config.providers.sources.seal(writeSource({ ...source, refreshToken }), placeOfSource(session));
  const isKept = await config.state.writeKept(session.tenant, [
    // The new refresh token is kept either way: the old one has had its use. A session that has ended meanwhile leaves nothing.
    { key: sourceKey(session), value: next, expires, ifVersion: version },
    ...(verdict === null ? [] : [{ key, value: recheckText({ goodMs: Date.now(), claimedMs: 0 }), expires }]),
  ]);
  return isKept ? verdict : 'unknown';
}

/**
 * What new claims mean for the session, with what the directory says now: other roles, or another tenant, are for a new sign-in to
 * give. A provider need not send claims again. `null`: the directory cannot be asked.
 */
async function verdictOn(
  exchange: RoutedExchange,
  session: Session,
  rule: ProviderRule,
  claims: ProviderClaims | null,
): Promise<'passes' | 'ended' | null> {
  if (claims === null) return 'passes';
  const nowSeconds = Date.now() / 1000;
  const person = await personInDirectory(exchange, rule, claims, nowSeconds);
  if ('reason' in person) {
    if (person.reason !== 'state_unavailable') return 'ended';
    exchange.notes.push(`recheck_silent:${rule.id}'s directory`);
    return null;
  }
  const facts = { directoryGroups: person.groups, roles: exchange.config.engine.roles, nowSeconds };
  const mapped = mapClaims(rule, claims, facts);
  if ('reason' in mapped) return 'ended';
  const isSame = mapped.user === session.user && mapped.tenant === session.tenant;
  const hasOthers = new Set(mapped.roles).symmetricDifference(new Set(session.roles)).size > 0;
  return isSame && !hasOthers ? 'passes' : 'ended';
}
