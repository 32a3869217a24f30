import { randomUUID } from 'node:crypto';
import type { GatewayUnderTest } from '../gateway-under-test.ts';
import { pause } from '../state/schedule.ts';
import type { Curve, CurvePoint } from './curve.ts';
import { type CurveSetting, ownerAt, refusalsOf, startCurveGateway } from './setting.ts';

const REVOCATIONS = [1, 1000, 10_000];
const TENANTS = [1, 100, 10_000];
/** The most that one import takes. */
const PAGE = 500;
/** No gateway judges by what is older. */
const REPLICA_MS = 1000;

type Entry = Readonly<Record<string, unknown>>;

/** Sessions of the same tenant were ended; the owner's is another one. */
export async function alongRevocations(setting: CurveSetting): Promise<Curve> {
  const points: CurvePoint[] = [];
  for (const count of REVOCATIONS) {
    const gateway = await startCurveGateway(setting, `revocations-${count}`);
    const ended = Array.from({ length: count }, () => randomUUID());
    const now = Math.floor(Date.now() / 1000);
    const about = {
      scope: 'session',
      tenant: 'acme',
      notBefore: now,
      expires: now + 3600,
      reason: 'bench',
      by: 'bench',
    };
    await importAll(
      gateway,
      ended.map((id) => ({ kind: 'revocation', ...about, id })),
    );
    const cookie = await gateway.mint.cookie({ sid: ended.at(-1), iat: now - 60, auth_time: now - 60, exp: now + 500 });
    const refused = { url: `${gateway.url}/owners/items`, headers: { cookie }, status: 401 };
    const subject = ownerAt(gateway, `revocations-${count}`);
    points.push({ label: count.toLocaleString('en'), subject, refusals: [...refusalsOf(gateway), refused] });
  }
  const title = "Live revocations of the owner's tenant";
  return { title, along: 'revocations', versus: '÷ 1 revocation', points };
}

/** The owner's tenant is one of those with a policy: its first request asks for it, and the replica has only marks of the others. */
export async function alongTenants(setting: CurveSetting): Promise<Curve> {
  const points: CurvePoint[] = [];
  for (const count of TENANTS) {
    const gateway = await startCurveGateway(setting, `tenants-${count}`);
    const names = ['acme', ...Array.from({ length: count - 1 }, (_, index) => `tenant-${index}`)];
    const policies = names.map((tenant) => ({ kind: 'policy', tenant, requireMfa: true }));
    await importAll(gateway, policies);
    const cookie = await gateway.mint.cookie({ amr: ['pwd'] });
    const refused = { url: `${gateway.url}/owners/items`, headers: { cookie }, status: 401 };
    const subject = ownerAt(gateway, `tenants-${count}`);
    points.push({ label: count.toLocaleString('en'), subject, refusals: [...refusalsOf(gateway), refused] });
  }
  const title = 'Tenants with a policy of their own';
  return { title, along: 'tenants', versus: '÷ 1 tenant', points };
}

/** Puts entries in as a backup is put back, and waits until the gateway's replica must know them. */
async function importAll(gateway: GatewayUnderTest, entries: readonly Entry[]): Promise<void> {
  const authorization = await gateway.mint.admin();
  const headers = { authorization, 'content-type': 'application/json' };
  for (let start = 0; start < entries.length; start += PAGE) {
    const body = JSON.stringify({ entries: entries.slice(start, start + PAGE) });
    const answer = await fetch(`${gateway.url}/.portcullis/v1/state`, { method: 'POST', headers, body });
    if (answer.status !== 200) throw new Error(`the import was answered ${answer.status}: ${await answer.text()}`);
    await answer.body?.cancel();
  }
  await pause(REPLICA_MS);
}
