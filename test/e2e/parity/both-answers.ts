import { randomUUID } from 'node:crypto';
import { createEngine, type Engine, type TenantPolicy } from '@portcullis/rules/engine';
import { type Explanation, explain, HEALTHY_STATE, type Question } from '../../../rules/src/analysis/explain/index.ts';
import { type Reply, send } from '../../support/client.ts';
import type { LogLine, TestGateway } from '../../support/gateway.ts';
import type { SeenRequest, TestOrigin } from '../../support/origin.ts';
import type { Sample } from './random-requests.ts';

/** What the gateway did, and what `explain` says that it does. */
export interface BothAnswers {
  readonly explanation: Explanation;
  readonly reply: Reply;
  /** The gateway's audit event; `null` where there is none, since its own endpoints answered. */
  readonly event: LogLine | null;
  /** What reached the origin, or `null`. */
  readonly seen: SeenRequest | null;
}

/** Header in which the requests of this test say what Cloudflare would tell. */
export const CF_HEADER = 'x-test-cf';
/**
 * User of `acme` whose only session is revoked: by its id, since the sessions of these tests are always a minute old, and a
 * revocation of the user does not concern those that began after it.
 */
const REVOKED_USER = 'gone';
export const REVOKED_SESSION = 'gone-1';
/** A tenant with a policy of its own. */
export const STRICT_TENANT = 'strict';
export const STRICT_POLICY: TenantPolicy = {
  suspended: false,
  addresses: ['10.0.0.0/8'],
  requireMfa: true,
  forbidActAs: false,
  notBefore: 0,
};

/** Sends a sample to the gateway, and explains it. Samples must come one after the other. */
export async function bothAnswers(gateway: TestGateway, origin: TestOrigin, sample: Sample): Promise<BothAnswers> {
  const engine = createEngine(gateway.policy, { development: true });
  const nowSeconds = Math.floor(Date.now() / 1000);
  const headers = await headersOf(gateway, sample, nowSeconds);
  const host = hostOf(gateway, sample);
  const before = origin.seen.length;
  const body = 'b'.repeat(sample.bodyBytes);
  const ask = { method: sample.method, host, headers, ...(body === '' ? {} : { body }) };
  const reply = await send(gateway, sample.target, ask);
  const question = questionOf(sample, host, headers, nowSeconds);
  const explanation = explainWithState(engine, question);
  const isOwn = explanation.answeredBy === 'gateway' && !explanation.preflight;
  return {
    explanation,
    reply,
    event: isOwn ? null : await gateway.eventOf(reply.header('portcullis-request-id')),
    seen: origin.seen.slice(before).at(-1) ?? null,
  };
}

async function headersOf(gateway: TestGateway, sample: Sample, nowSeconds: number): Promise<Record<string, string>> {
  const { asker, address, cf } = sample;
  const own = `http://${sample.host.toLowerCase()}`;
  const named = Object.entries(sample.headers).map(([name, value]) => [name, value === 'OWN' ? own : value]);
  const headers = Object.fromEntries(
    named.map(([name, value]) => [name, value?.replace('PORT', String(gateway.port))]),
  );
  headers[CF_HEADER] = JSON.stringify(address === null ? cf : { ...cf, clientIp: address });
  if (asker === 'bad cookie') headers['cookie'] = await badCookie(gateway);
  if (typeof asker !== 'string') {
    const issuedAt = nowSeconds - asker.ageSeconds;
    headers['cookie'] = await gateway.mint.cookie({
      sub: asker.user,
      tid: asker.tenant,
      roles: asker.roles,
      sid: asker.user === REVOKED_USER ? REVOKED_SESSION : randomUUID(),
      iat: issuedAt,
      exp: issuedAt + gateway.policy.session.lifetimeSeconds,
      auth_time: nowSeconds - asker.authAgeSeconds,
      amr: asker.methods,
      act: asker.actAs ?? undefined,
      host: asker.host ?? undefined,
    });
  }
  return headers;
}

/** Everything is in order but the signature, which is another cookie's. */
async function badCookie({ mint }: TestGateway): Promise<string> {
  const [one, other] = [await mint.cookie(), await mint.cookie()];
  return `${one.slice(0, one.lastIndexOf('.'))}${other.slice(other.lastIndexOf('.'))}`;
}

function hostOf({ port }: TestGateway, { host }: Sample): string {
  return host.replace('PORT', String(port));
}

function questionOf(
  { method, target, address, asker, bodyBytes, cf }: Sample,
  host: string,
  headers: Readonly<Record<string, string>>,
  nowSeconds: number,
): Question {
  return {
    request: {
      method,
      url: `http://${host}${target}`,
      address,
      headers,
      bodyBytes,
      tlsVersion: cf.tlsVersion ?? null,
      country: cf.country ?? null,
      asn: cf.asn ?? null,
      nowSeconds,
    },
    asker,
    state: HEALTHY_STATE,
  };
}

/** The state that the test has set up concerns one user and one tenant. */
function explainWithState(engine: Engine, question: Question): Explanation {
  const healthy = explain(engine, question);
  const { asker } = question;
  const isRevoked = typeof asker !== 'string' && asker.tenant === 'acme' && asker.user === REVOKED_USER;
  return explain(engine, {
    ...question,
    state: {
      kind: 'answered',
      exceeded: [],
      revokedBy: isRevoked ? 'session' : null,
      tenantPolicy: healthy.tenant === STRICT_TENANT ? STRICT_POLICY : null,
    },
  });
}
