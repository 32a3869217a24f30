import { TOKEN_TYPE } from '@portcullis/origin/context';
import { type Engine, FIELD_VALUE, foldHeaderName, MAX_FIELD_VALUE, originBinding } from '@portcullis/rules/engine';
import type { OriginHeader, OriginRule } from '@portcullis/rules/policy';
import type { OriginHeaderChanges } from '../core/headers/index.ts';
import { createSigner, importEd25519Ring, type KeyRing, type Signer } from '../core/tokens/index.ts';
import type { Env } from '../env.ts';
import { readSetting } from './read-setting.ts';

/** An origin ready to be forwarded to. */
export interface Origin {
  readonly rule: OriginRule;
  readonly signContext: Signer;
  /** Keys shared with the origin: its session grants and admin tokens are verified with them. */
  readonly keys: KeyRing;
  /** Through which it is reached, where the rules name one. */
  readonly binding: Fetcher | null;
  /** What the rules set in requests to it, and keep from it. */
  readonly headers: OriginHeaderChanges | null;
  /** Whether its answers must hide addresses that are known inside its network alone. */
  readonly hidesAddresses: boolean;
}

interface Reading {
  readonly development: boolean;
  /** Reads a ring of shared keys; `null` where it cannot be used. */
  readonly ring: (name: string) => Promise<KeyRing | null>;
  /** Gets what is wrong with the settings. */
  readonly problems: string[];
}

export interface ReadOrigins {
  /** Those of which every setting can be used. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Public halves of `CONTEXT_KEYS`. */
  readonly publicJwks: readonly JsonWebKey[];
  /** Names of the settings that hold key rings of origins. */
  readonly imported: readonly string[];
}

/** Reads what the rules name for each origin: its keys, binding and headers. */
export async function readOrigins(
  env: Env,
  engine: Engine,
  { development, ring, problems }: Reading,
): Promise<ReadOrigins> {
  const rules = [...engine.origins.values()];
  const contextKeys = rules.some(({ context }) => context === 'EdDSA')
    ? await readSetting(env, 'CONTEXT_KEYS', problems, (text) => importEd25519Ring(text, { development }))
    : null;
  const identityNames = rules.flatMap(({ identity }) => Object.values(identity ?? {}).filter((name) => name !== null));
  const origins = new Map<string, Origin>();
  const imported: string[] = [];
  for (const rule of rules) {
    const keys = await ring(rule.keys);
    if (keys !== null) imported.push(rule.keys);
    const binding = readBinding(env, rule, problems);
    const headers = readHeaders(env, rule, identityNames, problems);
    const hidesAddresses = !development && (rule.network === 'private' || rule.target.kind === 'service');
    const signing = rule.context === 'EdDSA' ? (contextKeys?.ring ?? null) : keys;
    if (keys === null || signing === null) continue;
    const signContext = createSigner(signing, rule.context, TOKEN_TYPE.context);
    origins.set(rule.id, { rule, keys, binding, headers, hidesAddresses, signContext });
  }
  return { origins, publicJwks: contextKeys?.publicJwks ?? [], imported };
}

function readBinding(env: Env, rule: OriginRule, problems: string[]): Fetcher | null {
  const name = originBinding(rule);
  if (name === null) return null;
  const binding = env[name];
  if (typeof binding === 'object' && binding !== null && 'fetch' in binding) return binding as Fetcher;
  const what = rule.target.kind === 'service' ? 'service binding' : 'client certificate';
  problems.push(`${name} is missing: the rules name it as the ${what} of origin "${rule.id}"`);
  return null;
}

/** No origin gets a client's header that says at any origin who asks: two origins may be one app. */
function readHeaders(
  env: Env,
  { id, headers }: OriginRule,
  identityNames: readonly string[],
  problems: string[],
): OriginHeaderChanges | null {
  if (headers === null && identityNames.length === 0) return null;
  const { set = [], remove = [] } = headers ?? {};
  const sets = set.map((header) => [header.name, readHeader(env, id, header, problems)] as const);
  return { drops: new Set([...sets.map(([name]) => name), ...remove, ...identityNames].map(foldHeaderName)), sets };
}

function readHeader(env: Env, origin: string, header: OriginHeader, problems: string[]): string {
  if (!('secret' in header)) return header.value;
  const value = env[header.secret];
  if (typeof value === 'string' && value.length <= MAX_FIELD_VALUE && FIELD_VALUE.test(value)) return value;
  const what = value === undefined || value === '' ? 'is missing' : 'cannot be the value of a header';
  problems.push(`${header.secret} ${what}: the rules name it for ${header.name} of origin "${origin}"`);
  return '';
}
