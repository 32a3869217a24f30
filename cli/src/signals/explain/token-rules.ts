import type { SignalResult } from '../../../../worker/core/signals/index.ts';
import type { Members, SignalMessage } from './signal-message.ts';

/** A message whose token can be changed and signed again. */
export interface Draft {
  readonly header: Members;
  readonly claims: Members;
  /** Of Universal Logout. */
  readonly body: unknown;
}

/** What the token of a message must agree with. */
export interface Wanted {
  readonly issuer: string;
  readonly audience: string;
  readonly typ: string;
  readonly nowSeconds: number;
}

type Failure = Extract<SignalResult, { ok: false }>;

/** One rule of the standards. The gateway stops at the first that is broken; with that one put right, it comes to the next. */
export interface TokenRule {
  readonly name: string;
  readonly text: string;
  readonly wouldPass: (wanted: Wanted) => string;
  /** Whether the gateway's answer is about this rule. */
  readonly isBroken: (failure: Failure) => boolean;
  readonly correct: (draft: Draft, wanted: Wanted) => Draft;
}

const about =
  (problem: Failure['problem'], ...details: readonly string[]) =>
  (failure: Failure): boolean =>
    failure.problem === problem && (details.length === 0 || details.includes(failure.detail));

const either =
  (...tests: readonly TokenRule['isBroken'][]): TokenRule['isBroken'] =>
  (failure) =>
    tests.some((test) => test(failure));

const claim =
  (name: string, good: (wanted: Wanted) => unknown): TokenRule['correct'] =>
  (draft, wanted) => ({ ...draft, claims: { ...draft.claims, [name]: good(wanted) } });

const header =
  (name: string, good: (wanted: Wanted) => unknown): TokenRule['correct'] =>
  (draft, wanted) => ({ ...draft, header: { ...draft.header, [name]: good(wanted) } });

const SESSION_REVOKED = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked';
const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';
const someone = ({ issuer: iss }: Wanted) => ({ format: 'iss_sub', iss, sub: 'someone' });

/** Rules whose result needs the provider's keys. */
export const KEY_RULES: readonly string[] = ['key', 'signature'];
/** Rules about the header of a token. */
export const HEADER_RULES: readonly string[] = ['alg', ...KEY_RULES, 'typ'];

const COMMON: readonly TokenRule[] = [
  {
    name: 'alg',
    text: 'it is signed by RS256, PS256, ES256 or EdDSA',
    wouldPass: () => 'with one of these, never with "none" or a shared secret',
    isBroken: about('signature', 'alg'),
    correct: header('alg', () => 'ES256'),
  },
  {
    name: 'key',
    text: 'the provider publishes the key, which is long enough',
    wouldPass: () => 'signed by a key at the jwks_uri of the provider; RSA of 2048 bits or more',
    isBroken: about('key'),
    correct: (draft) => draft,
  },
  {
    name: 'signature',
    text: 'the signature is of that key',
    wouldPass: () => 'signed by the private half of the key that the provider publishes',
    isBroken: about('signature', 'signature'),
    correct: (draft) => draft,
  },
  {
    name: 'iss',
    text: 'the issuer is the one of the rules',
    wouldPass: ({ issuer }) => `with "iss": ${JSON.stringify(issuer)}`,
    isBroken: about('issuer'),
    correct: claim('iss', ({ issuer }) => issuer),
  },
  {
    name: 'aud',
    text: 'it is addressed to this gateway',
    wouldPass: ({ audience }) => `with "aud": ${JSON.stringify(audience)}`,
    isBroken: about('audience'),
    correct: claim('aud', ({ audience }) => audience),
  },
  {
    name: 'typ',
    text: 'the type is the one of this kind of message',
    wouldPass: ({ typ }) => `with "typ": ${JSON.stringify(typ)} in the header`,
    isBroken: about('type'),
    correct: header('typ', ({ typ }) => typ),
  },
  {
    name: 'jti',
    text: 'it has an id of its own',
    wouldPass: () => 'with a text in "jti", another one in each message',
    isBroken: about('claims', 'jti'),
    correct: claim('jti', () => 'sample'),
  },
  {
    name: 'iat',
    text: 'it was made in the last seven days, and not in the future',
    wouldPass: ({ nowSeconds }) => `with the time in seconds in "iat", such as ${Math.floor(nowSeconds)}`,
    isBroken: either(about('claims', 'iat'), about('time', 'iat', 'too old')),
    correct: claim('iat', ({ nowSeconds }) => Math.floor(nowSeconds)),
  },
  {
    name: 'nbf',
    text: 'its time has come',
    wouldPass: () => 'without "nbf", or later',
    isBroken: either(about('claims', 'nbf'), about('time', 'nbf')),
    correct: claim('nbf', () => undefined),
  },
  {
    name: 'exp',
    text: 'it has not ended',
    wouldPass: ({ nowSeconds }) => `with a later time in "exp", such as ${Math.floor(nowSeconds) + 120}`,
    isBroken: either(about('claims', 'exp'), about('time', 'exp')),
    correct: claim('exp', ({ nowSeconds }) => Math.floor(nowSeconds) + 120),
  },
];

/** By the kinds of messages, what else each must obey. */
export const TOKEN_RULES: Readonly<Record<Exclude<SignalMessage['kind'], 'scim'>, readonly TokenRule[]>> = {
  logout: [
    ...COMMON,
    {
      name: 'nonce',
      text: 'it has no nonce, so it is not an ID token',
      wouldPass: () => 'without "nonce"',
      isBroken: about('claims', 'nonce'),
      correct: claim('nonce', () => undefined),
    },
    {
      name: 'events',
      text: 'it says that it is a logout',
      wouldPass: () => `with "events": {"${LOGOUT}":{}}`,
      isBroken: about('claims', 'events'),
      correct: claim('events', () => ({ [LOGOUT]: {} })),
    },
    {
      name: 'subject',
      text: 'it names a person, a session, or both',
      wouldPass: () => 'with short texts in "sub", "sid", or both',
      isBroken: about('claims', 'sub', 'sid', 'neither sub nor sid'),
      correct: (draft) => ({ ...draft, claims: { ...draft.claims, sub: 'someone', sid: undefined } }),
    },
  ],
  events: [
    ...COMMON,
    {
      name: 'events',
      text: 'it holds one event, which can be read',
      wouldPass: () => 'with one member in "events", an object',
      isBroken: about('claims', 'events', 'status'),
      correct: claim('events', () => ({ [SESSION_REVOKED]: {} })),
    },
    {
      name: 'subject',
      text: 'it says for whom it is, in a form by which sessions can be found',
      wouldPass: ({ issuer: iss }) =>
        `with "sub_id": ${JSON.stringify({ format: 'iss_sub', iss, sub: '…' })}, or an e-mail address`,
      isBroken: about('subject'),
      correct: claim('sub_id', someone),
    },
  ],
  revoke: [
    ...COMMON,
    {
      name: 'subject',
      text: 'the body says for whom it is, in a form by which sessions can be found',
      wouldPass: ({ issuer: iss }) =>
        `with {"sub_id": ${JSON.stringify({ format: 'iss_sub', iss, sub: '…' })}}, or an e-mail address`,
      isBroken: about('subject'),
      correct: (draft, wanted) => ({ ...draft, body: { sub_id: someone(wanted) } }),
    },
  ],
};
