import { type Reply, send } from './client.ts';
import type { TestGateway } from './gateway.ts';
import type { ClaimChanges } from './mint.ts';

let caller = 0;

/** Calls the admin API as an operator with every scope. Each call comes from an address of its own, so that no limit counts it. */
export async function admin(
  gateway: TestGateway,
  method: string,
  path: string,
  body?: unknown,
  token: { readonly claims?: ClaimChanges; readonly keys?: string } = {},
): Promise<Reply> {
  caller += 1;
  const headers = {
    authorization: await gateway.mint.admin(token.claims, token.keys),
    'x-forwarded-for': `192.0.2.${caller % 250}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return send(gateway, `/.portcullis/v1/${path}`, { method, headers, ...(body === undefined ? {} : { body: text }) });
}

/** Revokes, and expects that it held when it was answered. */
export async function revoke(gateway: TestGateway, scope: object): Promise<void> {
  const reply = await admin(gateway, 'POST', 'revocations', { reason: 'test', ...scope });
  if (reply.status !== 201) throw new Error(`the revocation was answered ${reply.status}: ${reply.text}`);
}
