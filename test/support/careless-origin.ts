import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isCanonicalBase64Url } from '@portcullis/origin/context';

/** Checks that a careless origin can leave out: each is one that the testing kit tries. */
export const CARELESS = [
  'presence',
  'duplicate',
  'alias',
  'algorithm',
  'confusion',
  'signature',
  'key_id',
  'encoding',
  'critical',
  'type',
  'version',
  'claims',
  'issuer',
  'audience',
  'expiry',
  'lifetime',
  'future',
  'method',
  'path',
  'query',
  'host',
  'tenant',
  'replay',
] as const;
export type Careless = (typeof CARELESS)[number];

export interface CarelessOptions {
  readonly issuer: string;
  readonly audience: string;
  /** One key: `oct` for HS256, a public OKP key for EdDSA. */
  readonly key: Readonly<Record<string, unknown>>;
  readonly algorithm: 'HS256' | 'EdDSA';
  /** The tenant that the URL names. */
  readonly tenant?: string;
  /** What is left out; nothing makes an origin that takes care. */
  readonly careless?: readonly Careless[];
}

/** An app that verifies contexts by hand, but for what it leaves out. */
export interface CarelessOrigin {
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

type Members = Readonly<Record<string, unknown>>;

/** Starts the origin on a free port. It answers 200 to what it lets in, else 401. */
export async function startCarelessOrigin(options: CarelessOptions): Promise<CarelessOrigin> {
  const judge = createJudge(options);
  const server = createServer((request, response) => {
    response.statusCode = judge(request) ? 200 : 401;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${port}`, port, close };
}

function createJudge(options: CarelessOptions): (request: IncomingMessage) => boolean {
  const left = new Set(options.careless ?? []);
  const used = new Set<string>();
  /** A check that is left out always holds. */
  const holds = (check: Careless, isRight: () => boolean): boolean => left.has(check) || isRight();

  return (request) => {
    const values = valuesOf(request, 'portcullis-context');
    const aliases = ['portcullis_context', 'portcullis.context'].flatMap((name) => valuesOf(request, name));
    if (!holds('alias', () => aliases.length === 0)) return false;
    const all = left.has('alias') ? [...values, ...aliases] : values;
    if (all.join('') === '') return left.has('presence');
    const isOne = values.length <= 1 && !all.some((value) => value.includes(',') && !value.startsWith('{'));
    if (!holds('duplicate', () => isOne)) return false;
    const token = read(left.has('duplicate') ? (all[0] ?? '').split(', ')[0] : all[0], left.has('encoding'));
    if (token === null) return false;
    const { header, claims } = token;
    const [path, query] = (request.url ?? '').split('?');
    const [forPath, forQuery] = String(claims['htu']).split('?');
    const hosts = valuesOf(request, 'x-forwarded-host');
    const nowSeconds = Date.now() / 1000;
    const { iat, exp } = claims as { readonly iat: number; readonly exp: number };
    return (
      isSigned(options, left, token) &&
      holds('key_id', () => header['kid'] === options.key['kid']) &&
      holds('critical', () => header['crit'] === undefined) &&
      holds('type', () => header['typ'] === 'tenant-context+jwt') &&
      holds('version', () => claims['v'] === 1) &&
      holds('claims', () => (claims['sub'] === undefined) === (claims['roles'] === undefined) && hasTenant(claims)) &&
      holds('issuer', () => claims['iss'] === options.issuer) &&
      holds('audience', () => claims['aud'] === options.audience) &&
      holds('expiry', () => !(nowSeconds >= exp + 5)) &&
      holds('lifetime', () => exp - iat <= 60) &&
      holds('future', () => iat <= nowSeconds + 5) &&
      holds('method', () => claims['htm'] === request.method) &&
      holds('path', () => forPath === path) &&
      holds('query', () => forQuery === query) &&
      holds('host', () => hosts.length === 1 && hosts[0] === claims['hth']) &&
      holds('tenant', () => options.tenant === undefined || claims['tid'] === options.tenant) &&
      holds('replay', () => used.size < used.add(String(claims['jti'])).size)
    );
  };
}

interface Token {
  readonly header: Members;
  readonly claims: Members;
  readonly signed: string;
  readonly signature: string;
  readonly parts: number;
}

/** @param leniently in any spelling that Node can decode */
function read(text: string | undefined, leniently: boolean): Token | null {
  const parts = (text ?? '').split('.');
  const [header = '', payload = '', signature = ''] = parts;
  const isCanonical =
    parts.slice(0, 2).every(isCanonicalBase64Url) && (signature === '' || isCanonicalBase64Url(signature));
  if (!leniently && (parts.length > 3 || !isCanonical)) return null;
  try {
    const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Members;
    return {
      ...{ header: decode(header), claims: decode(payload) },
      ...{ signed: `${header}.${payload}`, signature, parts: parts.length },
    };
  } catch {
    return null;
  }
}

function isSigned(options: CarelessOptions, left: ReadonlySet<Careless>, token: Token): boolean {
  const alg = String(token.header['alg']);
  if (left.has('signature')) return alg === options.algorithm;
  if (left.has('algorithm') && alg.toLowerCase() === 'none') return true;
  const isFixed = alg === options.algorithm;
  if (!left.has('confusion')) return isFixed && verifies(options, token, options.algorithm);
  // As libraries did that took the algorithm from the token and one key for all of them.
  return verifies(options, token, isFixed || !alg.startsWith('HS') ? options.algorithm : alg);
}

function verifies({ key }: CarelessOptions, { signed, signature }: Token, algorithm: string): boolean {
  const given = Buffer.from(signature, 'base64url');
  if (algorithm === 'EdDSA') {
    return verify(null, Buffer.from(signed), createPublicKey({ key: key as never, format: 'jwk' }), given);
  }
  const secret = Buffer.from(String(key['k'] ?? key['x']), 'base64url');
  const expected = createHmac(`sha${algorithm.slice(2)}`, secret)
    .update(signed)
    .digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function hasTenant(claims: Members): boolean {
  return claims['sub'] === undefined || typeof claims['tid'] === 'string';
}

function valuesOf({ rawHeaders }: IncomingMessage, name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}
