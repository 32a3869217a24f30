import { isSessionText, type Refusal } from '@portcullis/rules/engine';
import { returnPath } from './return-path.ts';

/** What a sign-in must show besides who it is. */
export interface AskedProof {
  /** Greatest age of the sign-in; `null`: any. */
  readonly withinSeconds: number | null;
  /** RFC 8176 values, one of which it must have; empty: none is asked for. */
  readonly methods: readonly string[];
}

/** What a browser asks of the gateway's sign-in. */
export interface AskedSignIn {
  /** Path and query at the same host. */
  readonly returnTo: string;
  /** `null`: any sign-in will do. */
  readonly proof: AskedProof | null;
}

const MAX_METHODS = 32;
const SECONDS = /^[1-9][0-9]{0,8}$/;

/**
 * Query of the address that starts a sign-in. It can be written into any link, so it is read as such: the return path stays at
 * the host, and to ask for more proof than needed costs the visitor alone.
 */
export function signInQuery({ returnTo, proof }: AskedSignIn): string {
  const query = new URLSearchParams({ return: returnTo });
  if (proof !== null) {
    if (proof.withinSeconds !== null) query.set('within', String(proof.withinSeconds));
    if (proof.methods.length > 0) query.set('methods', proof.methods.join(' '));
  }
  return `?${query}`;
}

/** Reads such a query. What cannot be read is left out. */
export function readSignInQuery(query: string, place: Parameters<typeof returnPath>[1]): AskedSignIn {
  const asked = new URLSearchParams(query);
  const within = asked.get('within');
  const methods = (asked.get('methods') ?? '').split(' ').filter(isSessionText).slice(0, MAX_METHODS);
  const withinSeconds = within !== null && SECONDS.test(within) ? Number(within) : null;
  return {
    returnTo: returnPath(asked.get('return'), place),
    proof: withinSeconds === null && methods.length === 0 ? null : { withinSeconds, methods },
  };
}

/** The proof for want of which a request was refused; `null` where any sign-in would do. */
export function proofFor({ requiredSignIn }: Refusal): AskedProof | null {
  return requiredSignIn ?? null;
}
