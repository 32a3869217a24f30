import type { ContextClaims } from '@portcullis/origin/context';
import { CONTEXT_HEADER } from '@portcullis/origin/context';
import { importJWK, jwtVerify } from 'jose';
import type { TestGateway } from './gateway.ts';
import type { SeenRequest } from './origin.ts';

/** The tenant context that reached an origin, its signature verified with the origin's keys. */
export async function contextOf(
  gateway: TestGateway,
  seen: SeenRequest | undefined,
  keys = 'ORIGIN_APP_KEYS',
): Promise<ContextClaims> {
  const values = seen?.headers[CONTEXT_HEADER] ?? [];
  const [token] = values;
  if (token === undefined || values.length !== 1) throw new Error(`the origin saw ${values.length} tenant contexts`);
  const jwks = JSON.parse(gateway.settings[keys] ?? '{"keys":[]}') as { keys: { kid: string }[] };
  const { payload } = await jwtVerify(
    token,
    async ({ kid }) => importJWK(jwks.keys.find((key) => key.kid === kid) ?? {}, 'HS256'),
    { algorithms: ['HS256'], typ: 'tenant-context+jwt', issuer: gateway.policy.gateway },
  );
  return payload as unknown as ContextClaims;
}
