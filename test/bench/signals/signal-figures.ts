import { randomUUID } from 'node:crypto';
import { keptKey } from '../../../worker/core/kept/index.ts';
import type { GoalFigure } from '../goal-figure.ts';
import type { Asker } from '../state/asker.ts';
import { type Spread, spreadOf } from '../state/quantiles.ts';
import { pause } from '../state/schedule.ts';
import type { SignalSetting } from './setting.ts';

const POLL_MS = 20;
const GIVE_UP_MS = 10_000;
/** Sessions are in use for so long before the signal. */
const IN_USE_MS = 200;
const AT_ONCE = 5;

/** A person who is signed in, with the documents that lead to the session. */
interface Person {
  readonly sub: string;
  readonly sid: string;
  /** Id in the provider's directory. */
  readonly entry: string;
  readonly headers: { readonly cookie: string };
}

type Send = (setting: SignalSetting, url: string, person: Person) => Promise<Response>;

const WAYS: Readonly<Record<string, Send>> = {
  'back-channel logout': ({ provider }, url, { sid, sub }) => {
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const claims = { iss: provider.issuer, aud: 'gateway-1', iat: 'now-1', exp: 'now+60', jti: randomUUID(), events };
    const token = provider.sign('logout+jwt', { ...claims, sid, sub });
    const body = new URLSearchParams({ logout_token: token });
    return fetch(`${url}/.portcullis/signals/idp/logout`, { method: 'POST', body });
  },
  'Universal Logout': ({ provider }, url, { sub }) => {
    const endpoint = `${url}/.portcullis/signals/idp/revoke`;
    const claims = { iss: provider.issuer, aud: endpoint, iat: 'now-1', exp: 'now+60', jti: randomUUID() };
    const token = provider.sign('global-token-revocation+jwt', claims);
    return fetch(endpoint, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sub_id: { format: 'iss_sub', iss: provider.issuer, sub } }),
    });
  },
  'SCIM deactivation': ({ scimToken }, url, { entry }) =>
    fetch(`${url}/.portcullis/scim/v2/idp/Users/${entry}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${scimToken}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify({ Operations: [{ op: 'Replace', path: 'active', value: 'False' }] }),
    }),
};

/** From a signal's sending until both gateways refuse the session, milliseconds. */
export interface SignalTrials {
  readonly way: string;
  readonly trials: number;
  readonly refusedMs: Spread;
  /** Sessions that passed again after they were refused. */
  readonly again: number;
}

export async function trySignals(setting: SignalSetting, trials: number): Promise<readonly SignalTrials[]> {
  const results: SignalTrials[] = [];
  for (const [way, send] of Object.entries(WAYS)) {
    const tried: { readonly refusedMs: number; readonly again: boolean }[] = [];
    for (let first = 0; first < trials; first += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, trials - first) }, (_, index) => first + index);
      tried.push(...(await Promise.all(some.map((index) => tryOne(setting, send, index)))));
    }
    const refusedMs = spreadOf(tried.map((each) => each.refusedMs));
    results.push({ way, trials: tried.length, refusedMs, again: tried.filter(({ again }) => again).length });
  }
  return results;
}

async function tryOne(setting: SignalSetting, send: Send, index: number) {
  const { gateways } = setting;
  const person = await signIn(setting);
  const sent = { ms: Number.POSITIVE_INFINITY };
  const used = Promise.all(gateways.map(({ asker }) => useUntilRefused(asker, person, sent)));
  used.catch(() => undefined);
  await pause(IN_USE_MS + (index % AT_ONCE) * 37);
  const url = gateways[index % gateways.length]?.url ?? '';
  sent.ms = Date.now();
  const response = await send(setting, url, person);
  if (!response.ok) throw new Error(`a signal was answered ${response.status}: ${await response.text()}`);
  await response.body?.cancel();
  const uses = await used;
  return {
    refusedMs: Math.max(...uses.map(({ refusedAtMs }) => refusedAtMs - sent.ms)),
    again: uses.some(({ again }) => again),
  };
}

async function signIn({ gateways, scimToken, state, mint }: SignalSetting): Promise<Person> {
  const [sub, sid, session] = [randomUUID(), randomUUID(), randomUUID()];
  const created = await fetch(`${gateways[0]?.url}/.portcullis/scim/v2/idp/Users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${scimToken}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify({ userName: `${sub}@bench.example`, externalId: sub }),
  });
  const { id: entry } = (await created.json()) as { readonly id: string };
  const keys = [
    keptKey('subject', sub, 'acme', sub),
    keptKey('session', sid, 'acme', sub, session),
    keptKey('member', entry, 'acme', sub),
  ];
  const expires = Date.now() / 1000 + 600;
  await state.writeKept(
    'provider:idp',
    keys.map((key) => ({ key, value: '', expires })),
  );
  const token = await mint.role({ sub, sid: session, exp: Math.floor(Date.now() / 1000) + 100 });
  return { sub, sid, entry, headers: { cookie: `__Host-role=${token}` } };
}

async function useUntilRefused(asker: Asker, { headers }: Person, sent: { readonly ms: number }) {
  for (;;) {
    const { status, answeredMs } = await asker.ask('/mine', headers);
    if (status === 401) {
      await pause(150);
      const later = await asker.ask('/mine', headers);
      return { refusedAtMs: answeredMs, again: later.status === 200 };
    }
    if (status !== 200 && status !== 503) throw new Error(`a session in use was answered ${status}`);
    if (answeredMs > sent.ms + GIVE_UP_MS) throw new Error('a session that a signal ended still passes');
    await pause(POLL_MS);
  }
}

export function signalFigures(all: readonly SignalTrials[]): readonly GoalFigure[] {
  return all.flatMap(({ way, trials, refusedMs, again }): GoalFigure[] => [
    { title: `${way} → refused everywhere, p50 of ${trials}`, value: refusedMs.p50, unit: 'ms', goal: null },
    { title: `${way} → refused everywhere, p99`, value: refusedMs.p99, unit: 'ms', goal: { atMost: 1000 } },
    { title: `${way}: sessions that passed again`, value: again, unit: '', goal: { atMost: 0 } },
  ]);
}
