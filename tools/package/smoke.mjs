import { createContextVerifier, createSessionGrants } from '@portcullis/origin';
import { SignJWT } from 'jose';

/** Loads every entry and verifies one good and one forged context. Throws where anything is not as it must be. */
export async function smoke(entries) {
  for (const [name, entry] of entries) if (Object.keys(entry).length === 0) throw new Error(`${name} exports nothing`);
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const k = btoa(String.fromCharCode(...secret))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
  const keys = { keys: [{ kty: 'oct', kid: 'k1', k }] };
  const verifier = createContextVerifier({ issuer: 'edge', audience: 'app', algorithm: 'HS256', keys });
  const iat = Math.floor(Date.now() / 1000);
  const claims = {
    ...{ v: 1, iss: 'edge', aud: 'app', sub: 'u1', tid: 'acme', roles: ['owner'], sid: 's1', amr: ['pwd'] },
    ...{ auth_time: iat, iat, exp: iat + 30, jti: 'r1', htm: 'GET', hth: 'a.example', htu: '/', rid: 'home', rul: 'x' },
  };
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'tenant-context+jwt', kid: 'k1' })
    .sign(secret);
  const ask = (header) => verifier.verify({ method: 'GET', target: '/', host: 'a.example', header });
  const context = await ask(token);
  if (context.user !== 'u1') throw new Error('the context was not read');
  const [head, payload, signature] = token.split('.');
  const forged = `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
  const code = await ask(forged).then(
    () => 'none',
    (error) => error.code,
  );
  if (code !== 'ERR_CONTEXT_SIGNATURE') throw new Error(`a forged context: ${code}`);
  const grants = createSessionGrants({ origin: 'app', gateway: 'edge', keys });
  await grants.grant(context, { user: 'u1', tenant: 'acme', roles: ['owner'], authenticationMethods: ['pwd'] });
  console.log('verified');
}
