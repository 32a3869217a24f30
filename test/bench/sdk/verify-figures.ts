import { generateKeyPairSync, randomBytes, type webcrypto } from 'node:crypto';
import { type ContextAlgorithm, createContextVerifier } from '@portcullis/origin';
import { jwtVerify, SignJWT } from 'jose';
import { median } from '../rules/timing.ts';

/** CPU time of one verification by the SDK, beside jose's `jwtVerify` with the same key. Microseconds. */
export interface VerifyFigure {
  readonly algorithm: ContextAlgorithm;
  readonly sdkMicros: number;
  readonly joseMicros: number;
  /** Median of the rounds' own ratios. */
  readonly ratio: number;
}

const OPERATIONS = { HS256: 3000, EdDSA: 1500 } as const;
const WARM_UP_ROUNDS = 2;
const TRUST = { issuer: 'acme-edge', audience: 'app' } as const;
const TYPE = 'tenant-context+jwt';

/** Measures both algorithms. The two take turns, a batch each, so that what disturbs the machine disturbs both alike. */
export async function verifyFigures(rounds: number): Promise<readonly VerifyFigure[]> {
  return [await verifyFigure('HS256', rounds), await verifyFigure('EdDSA', rounds)];
}

async function verifyFigure(algorithm: ContextAlgorithm, rounds: number): Promise<VerifyFigure> {
  const { jwk, signKey, verifyKey } = await keysOf(algorithm);
  const iat = Math.floor(Date.now() / 1000);
  const currentDate = new Date(iat * 1000);
  const token = await new SignJWT(claimsAt(iat))
    .setProtectedHeader({ alg: algorithm, typ: TYPE, kid: 'k1' })
    .sign(signKey);
  const headers = [...BROWSER_HEADERS, ['X-Forwarded-Host', HOST], ['Portcullis-Context', token]] as const;
  const request = { method: 'GET', target: TARGET, headers };
  const verifier = createContextVerifier({ ...TRUST, algorithm, keys: { keys: [jwk] }, now: () => iat * 1000 });
  const joseOptions = { ...TRUST, algorithms: [algorithm], typ: TYPE, clockTolerance: 5, currentDate };

  const operations = OPERATIONS[algorithm];
  const samples: { readonly sdk: number; readonly jose: number }[] = [];
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    const sdk = await cpuMicros(operations, () => verifier.verifyRequest(request));
    const jose = await cpuMicros(operations, () => jwtVerify(token, verifyKey, joseOptions));
    if (round >= 0) samples.push({ sdk, jose });
  }
  return {
    algorithm,
    sdkMicros: median(samples.map(({ sdk }) => sdk)),
    joseMicros: median(samples.map(({ jose }) => jose)),
    ratio: median(samples.map(({ sdk, jose }) => sdk / jose)),
  };
}

/** Of the whole process, since signatures are verified on other threads. */
async function cpuMicros(operations: number, run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let done = 0; done < operations; done += 1) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / operations;
}

const HOST = 'acme.app.example.com';
const TARGET = '/loads?page=2&sort=pickup';
const BROWSER_HEADERS = [
  ['Host', 'app.internal:8080'],
  ['Accept', 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8'],
  ['Accept-Encoding', 'gzip, br'],
  ['Accept-Language', 'en-GB,en;q=0.8'],
  ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64)'],
  ['Via', '1.1 portcullis'],
  ['X-Forwarded-For', '203.0.113.7'],
  ['X-Forwarded-Proto', 'https'],
] as const;

function claimsAt(iat: number) {
  return {
    ...{ v: 1, iss: TRUST.issuer, aud: TRUST.audience, sub: 'u-7', tid: 'acme', roles: ['owner', 'driver'] },
    ...{ sid: randomBytes(16).toString('base64url'), amr: ['pwd', 'otp'], auth_time: iat - 600, iat, exp: iat + 30 },
    ...{ jti: randomBytes(16).toString('base64url'), htm: 'GET', hth: HOST, htu: TARGET, cip: '203.0.113.7' },
    ...{ rid: 'loads', rul: 'd'.repeat(64) },
  };
}

interface BenchKeys {
  readonly jwk: object;
  readonly signKey: webcrypto.CryptoKey;
  readonly verifyKey: webcrypto.CryptoKey;
}

async function keysOf(algorithm: ContextAlgorithm): Promise<BenchKeys> {
  if (algorithm === 'HS256') {
    const secret = randomBytes(32);
    const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, [
      'sign',
      'verify',
    ]);
    return { jwk: { kty: 'oct', kid: 'k1', k: secret.toString('base64url') }, signKey: key, verifyKey: key };
  }
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1' };
  return {
    jwk,
    signKey: privateKey.toCryptoKey('Ed25519', false, ['sign']),
    verifyKey: publicKey.toCryptoKey('Ed25519', false, ['verify']),
  };
}
