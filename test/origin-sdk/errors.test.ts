import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as sdk from '@portcullis/origin';
import { currentContext } from '@portcullis/origin/async';
import { expect, test } from 'vitest';
import { readSources } from '../architecture/sources.ts';

const { PortcullisError, createContextVerifier, createGateClient, createSessionGrants, requireSession } = sdk;

async function thrownBy(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return null;
}

const KEYS = { keys: [{ kty: 'oct', kid: 'k1', k: randomBytes(32).toString('base64url') }] };
const VERIFIER = { issuer: 'edge', audience: 'app', algorithm: 'HS256', keys: KEYS } as const;

test.each<[name: string, code: string, work: () => unknown]>([
  [
    'ContextError',
    'ERR_CONTEXT_MISSING',
    () => createContextVerifier(VERIFIER).verify({ method: 'GET', target: '/', host: 'a.example', header: undefined }),
  ],
  ['ConfigurationError', 'ERR_CONFIGURATION', () => createContextVerifier({ ...VERIFIER, issuer: '' })],
  [
    'GrantError',
    'ERR_GRANT_INVALID',
    () =>
      createSessionGrants({ origin: 'app', gateway: 'edge', keys: KEYS }).grant(
        { requestId: 'r1' },
        { user: 'u1', tenant: 'acme', roles: [], authenticationMethods: ['pwd'] },
      ),
  ],
  [
    'GateError',
    'ERR_GATE_CALL',
    () =>
      createGateClient({ url: 'https://gate.example', origin: 'app', gateway: 'edge', keys: KEYS }).revoke(
        { tenant: 'Not One' },
        'why',
      ),
  ],
  ['AccessError', 'ERR_SESSION_REQUIRED', () => requireSession({ user: null } as sdk.TenantContext)],
  ['NoContextError', 'ERR_NO_CONTEXT', currentContext],
])('%s is a PortcullisError with the code %s', async (name, code, work) => {
  const error = await thrownBy(work);
  expect(error).toBeInstanceOf(PortcullisError);
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name, code });
});

test('no class of errors of the package is left out', () => {
  const classes = [...readSources(['origin-sdk/src/**/*.ts']).keys()].filter((file) =>
    readFileSync(file, 'utf8').includes('extends Error'),
  );
  expect(classes).toEqual(['origin-sdk/src/portcullis-error.ts']);
});
