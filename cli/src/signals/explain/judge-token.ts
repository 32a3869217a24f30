import { type CryptoKey, generateKeyPair, SignJWT } from 'jose';
import {
  type KeySet,
  type Signal,
  type SignalPolicy,
  type SignalResult,
  verifyGlobalRevocation,
  verifyLogoutToken,
  verifySecurityEvent,
} from '../../../../worker/core/signals/index.ts';
import { type Draft, KEY_RULES, TOKEN_RULES, type TokenRule, type Wanted } from './token-rules.ts';

type Kind = keyof typeof TOKEN_RULES;

/** How the gateway's own code judges a message. */
export interface Judgment {
  /** Every rule that is broken, not the first alone. */
  readonly broken: ReadonlySet<string>;
  /** What is wrong that no rule names: the message cannot be read further. */
  readonly unreadable: string | null;
  /** What it says; `null`: it is refused. */
  readonly signal: Signal | null;
}

/** A message, with the token that its provider signed where there is one. */
export interface Judged {
  readonly kind: Kind;
  readonly draft: Draft;
  readonly compact: string | null;
  /** Keys of the provider; `null`: the signature cannot be checked. */
  readonly keys: KeySet | null;
}

const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/**
 * Verifies a message by what the gateway verifies it with. It is signed again by a key made here, so that what stands after the
 * signature can be judged without the provider's keys; what breaks a rule is put right, and the rest judged too.
 */
export async function judgeToken({ kind, draft, compact, keys }: Judged, wanted: Wanted): Promise<Judgment> {
  const broken = new Set<string>();
  if (compact !== null && keys !== null) {
    const real = await verify(kind, compact, draft.body, keys, wanted);
    const rule = real.ok ? undefined : TOKEN_RULES[kind].find((each) => each.isBroken(real));
    if (rule !== undefined && KEY_RULES.includes(rule.name)) broken.add(rule.name);
  }
  let current = draft;
  for (;;) {
    const result = await judgeDraft(kind, current, wanted);
    if (result.ok) return { broken, unreadable: null, signal: broken.size === 0 ? result.signal : null };
    const rule: TokenRule | undefined = TOKEN_RULES[kind].find((each) => each.isBroken(result));
    if (rule === undefined || broken.has(rule.name))
      return { broken, unreadable: `${result.problem}: ${result.detail}`, signal: null };
    broken.add(rule.name);
    current = rule.correct(current, wanted);
  }
}

async function judgeDraft(kind: Kind, { header, claims, body }: Draft, wanted: Wanted): Promise<SignalResult> {
  const alg = String(header['alg']);
  if (!ALGORITHMS.includes(alg)) return { ok: false, problem: 'signature', detail: 'alg' };
  const { privateKey, publicKey } = await generateKeyPair(alg);
  const token = await signed({ ...header, alg }, claims, privateKey);
  if (token === null) return { ok: false, problem: 'malformed', detail: 'header' };
  return verify(kind, token, body, async () => publicKey, wanted);
}

/** `null`: a token cannot have such a header. */
async function signed(header: { alg: string }, claims: Draft['claims'], key: CryptoKey): Promise<string | null> {
  const known = JSON.parse(JSON.stringify(claims)) as Record<string, unknown>;
  try {
    return await new SignJWT(known).setProtectedHeader(header).sign(key);
  } catch {
    return null;
  }
}

function verify(kind: Kind, token: string, body: unknown, keys: KeySet, wanted: Wanted): Promise<SignalResult> {
  const { issuer, audience, nowSeconds } = wanted;
  const policy: SignalPolicy = { issuer, audience, nowSeconds };
  switch (kind) {
    case 'logout':
      return verifyLogoutToken(token, keys, policy);
    case 'events':
      return verifySecurityEvent(token, keys, policy);
    case 'revoke':
      return verifyGlobalRevocation(`Bearer ${token}`, body, keys, policy);
  }
}
