import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createLocalJWKSet, type JWK } from 'jose';

/** Who signs a token of a vector. */
export type Signer =
  | 'provider'
  | 'ps256'
  | 'es256'
  | 'eddsa'
  | 'short'
  | 'stranger'
  | 'unpublished'
  | 'secret'
  | 'none'
  | 'absent';

type Members = Readonly<Record<string, unknown>>;

/** What comes of a message. */
export type Expected =
  | 'verified'
  | { readonly end: readonly string[] }
  | { readonly nothing: string }
  | { readonly stream: string }
  | { readonly refused: string };

export interface IdentityVector {
  readonly title: string;
  readonly header: Members;
  readonly claims: Members;
  readonly key: Signer;
  /** JSON of Universal Logout. */
  readonly body: unknown;
  readonly expect: Expected;
}

interface VectorFile {
  readonly header: Members;
  readonly base: Members;
  readonly cases: readonly {
    readonly title: string;
    readonly header?: Members;
    readonly claims?: Members;
    readonly key?: Signer;
    readonly body?: unknown;
    readonly expect: Expected;
  }[];
}

/** Cases of one file below `test/vectors/identity`, with what the file's own header and claims add. */
export function identityVectors(name: string): readonly IdentityVector[] {
  const url = new URL(`../vectors/identity/${name}.json`, import.meta.url);
  const { header, base, cases } = JSON.parse(readFileSync(url, 'utf8')) as VectorFile;
  return cases.map((each) => ({
    title: each.title,
    header: each.header ?? header,
    claims: { ...base, ...each.claims },
    key: each.key ?? 'provider',
    body: each.body,
    expect: each.expect,
  }));
}

const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });

/** Keys of a provider that exists in a test alone, and of attackers. */
export class TestProviderKeys {
  readonly #pairs: Readonly<Record<string, { alg: string; kid: string; privateKey: KeyObject; publicKey: KeyObject }>> =
    {
      provider: { alg: 'RS256', kid: 'p1', ...rsa(2048) },
      ps256: { alg: 'PS256', kid: 'p2', ...rsa(2048) },
      es256: { alg: 'ES256', kid: 'e1', ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) },
      eddsa: { alg: 'EdDSA', kid: 'd1', ...generateKeyPairSync('ed25519') },
      short: { alg: 'RS256', kid: 's1', ...rsa(1024) },
      stranger: { alg: 'RS256', kid: 'p1', ...rsa(2048) },
      unpublished: { alg: 'RS256', kid: 'u1', ...rsa(2048) },
    };

  /** What the provider publishes. */
  readonly jwks: { readonly keys: JWK[] } = {
    keys: ['provider', 'ps256', 'es256', 'eddsa', 'short'].map((name) => {
      const { kid, alg, publicKey } = this.#pair(name);
      return { ...(publicKey.export({ format: 'jwk' }) as JWK), kid, alg, use: 'sig' };
    }),
  };

  /** As the gateway asks for them. */
  readonly keySet: ReturnType<typeof createLocalJWKSet> = createLocalJWKSet(this.jwks);

  /** The compact form of a token, signed as the vector says. @param nowSeconds what `now` stands for */
  token({ header, claims, key }: Pick<IdentityVector, 'header' | 'claims' | 'key'>, nowSeconds: number): string {
    if (key === 'none') return `${encoded({ alg: 'none', ...present(header) })}.${encoded(at(claims, nowSeconds))}.`;
    const { alg, kid, privateKey, publicKey } = this.#pair(key === 'secret' ? 'provider' : key);
    const own = { alg: key === 'secret' ? 'HS256' : alg, kid, ...present(header) };
    const input = `${encoded(own)}.${encoded(at(claims, nowSeconds))}`;
    const signature =
      key === 'secret'
        ? createHmac('sha256', publicKey.export(PEM)).update(input).digest()
        : sign(alg === 'EdDSA' ? null : 'sha256', Buffer.from(input), {
            key: privateKey,
            dsaEncoding: 'ieee-p1363',
            ...(alg === 'PS256' ? { padding: 6, saltLength: 32 } : {}),
          });
    return `${input}.${signature.toString('base64url')}`;
  }

  /** The private key with which the provider signs, as a file of its own could hold it. */
  get privateJwk(): JWK {
    const { kid, alg, privateKey } = this.#pair('provider');
    return { ...(privateKey.export({ format: 'jwk' }) as JWK), kid, alg };
  }

  #pair(name: string) {
    const pair = this.#pairs[name];
    if (pair === undefined) throw new RangeError(`no key ${name}`);
    return pair;
  }
}

const PEM = { format: 'pem', type: 'spki' } as const;

/** Claims without those that are taken away, with times in place of `"now+60"`. */
function at(claims: Members, nowSeconds: number): Members {
  return present(replaced(claims, nowSeconds) as Members);
}

function present(members: Members): Members {
  return JSON.parse(
    JSON.stringify(Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null))),
    (_, value: unknown) => (value === '<null>' ? null : value),
  ) as Members;
}

function replaced(value: unknown, nowSeconds: number): unknown {
  if (Array.isArray(value)) return value.map((each) => replaced(each, nowSeconds));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, replaced(each, nowSeconds)]));
  const offset = typeof value === 'string' ? /^now([+-]\d+)$/.exec(value)?.[1] : undefined;
  return offset === undefined ? value : nowSeconds + Number(offset);
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
