import type { Engine } from '@portcullis/rules/engine';
import { GATEWAY_PREFIX } from '@portcullis/rules/engine';
import type { ProviderRule } from '@portcullis/rules/policy';
import type { KeySet, Signal, SubjectRef } from '../../../../worker/core/signals/index.ts';
import { type Judgment, judgeToken } from './judge-token.ts';
import type { SignalExplanation, SignalFinding } from './signal-explanation.ts';
import type { SignalMessage, TokenText } from './signal-message.ts';
import { tenantsOf } from './tenants-of.ts';
import { HEADER_RULES, KEY_RULES, TOKEN_RULES, type Wanted } from './token-rules.ts';

export type SignedMessage = Exclude<SignalMessage, { kind: 'scim' }>;

/** What is known besides the message. */
export interface SignedQuestion {
  readonly engine: Engine;
  readonly rule: ProviderRule;
  /** Of the gateway, such as `https://app.example.com`. */
  readonly url: string;
  readonly keys: KeySet | null;
  readonly nowSeconds: number;
}

const KINDS = {
  events: { what: 'a security event token', setting: 'events', typ: 'secevent+jwt', taken: 202, refused: 400 },
  logout: { what: 'a logout token', setting: 'backchannelLogout', typ: 'logout+jwt', taken: 200, refused: 400 },
  revoke: {
    what: 'Universal Logout',
    setting: 'universalLogout',
    typ: 'global-token-revocation+jwt',
    taken: 204,
    refused: 401,
  },
} as const;

export async function explainSigned(message: SignedMessage, question: SignedQuestion): Promise<SignalExplanation> {
  const { rule, nowSeconds, keys } = question;
  const { kind, token } = message;
  const { what, setting, typ, taken, refused } = KINDS[kind];
  const path = `${GATEWAY_PREFIX}/signals/${rule.id}/${kind}`;
  const wanted: Wanted = { issuer: rule.issuer, audience: audienceOf(message, path, question), typ, nowSeconds };
  const draft = {
    header: token?.header ?? { alg: 'ES256', typ },
    claims: token?.claims ?? {
      iss: wanted.issuer,
      aud: wanted.audience,
      iat: nowSeconds,
      exp: nowSeconds + 60,
      jti: 'sample',
    },
    body: kind === 'revoke' ? message.body : null,
  };
  const judgment = await judgeToken({ kind, draft, compact: token?.compact ?? null, keys }, wanted);
  const isTaken = kind === 'events' ? rule.signals.events !== null : rule.signals[KINDS[kind].setting];
  const findings = [takenFinding(isTaken, setting), ...findingsOf(message, judgment, wanted, keys !== null)];
  const { signal } = judgment;
  const outcome = isTaken && signal !== null ? 'taken' : 'refused';
  const onlySubject = kind === 'revoke' && [...judgment.broken].join() === 'subject';
  return {
    outcome,
    message: signal === null ? what : `${signal.event}, ${what}`,
    provider: rule.id,
    at: rule.at,
    endpoint: `POST ${path}`,
    findings,
    answer: outcome === 'taken' ? taken : isTaken ? (onlySubject ? 400 : refused) : 404,
    ...(outcome === 'taken' && signal !== null ? effectOf(signal) : { ends: [], notes: [] }),
    tenants: tenantsOf(rule),
  };
}

/** Universal Logout is addressed to the endpoint, as its sender wrote it: under any host of the rules. */
function audienceOf(message: SignedMessage, path: string, { engine, rule, url }: SignedQuestion): string {
  if (message.kind === 'logout') return rule.client.id;
  if (message.kind === 'events') return rule.signals.events?.audience ?? engine.policy.gateway;
  const stated = message.token?.claims['aud'];
  const aud = typeof stated === 'string' && URL.canParse(stated) ? new URL(stated) : null;
  const isOurs = aud !== null && aud.pathname === path && engine.matchHost(aud.host) !== null;
  return isOurs && stated === aud.href ? aud.href : `${url}${path}`;
}

function takenFinding(isTaken: boolean, setting: string): SignalFinding {
  return {
    rule: 'rules',
    result: isTaken ? 'passed' : 'refused',
    text: `the rules take this from the provider (signals.${setting})`,
    wouldPass: isTaken ? null : `with "signals: { ${setting}: true }" of the provider`,
  };
}

function findingsOf(
  { kind, token }: SignedMessage,
  { broken, unreadable }: Judgment,
  wanted: Wanted,
  hasKeys: boolean,
): readonly SignalFinding[] {
  const findings = TOKEN_RULES[kind].map(({ name, text, wouldPass }): SignalFinding => {
    if (broken.has(name)) return { rule: name, result: 'refused', text, wouldPass: wouldPass(wanted) };
    const missing = uncheckable(name, token, hasKeys);
    if (missing !== null) return { rule: name, result: 'not checked', text: missing, wouldPass: null };
    return { rule: name, result: unreadable === null ? 'passed' : 'not reached', text, wouldPass: null };
  });
  const form =
    unreadable === null
      ? []
      : [{ rule: 'form', result: 'refused', text: unreadable, wouldPass: 'in the form of its standard' } as const];
  return [...form, ...findings];
}

/** Why a rule cannot be checked by what the file holds. */
function uncheckable(name: string, token: TokenText | null, hasKeys: boolean): string | null {
  if (token === null) return name === 'subject' ? null : 'the file holds the body alone';
  if (HEADER_RULES.includes(name) && token.header === null) return 'the file holds claims alone';
  if (!KEY_RULES.includes(name)) return null;
  if (token.compact === null) return 'the file holds no signature';
  return hasKeys ? null : 'name the keys that the provider publishes with --keys';
}

function effectOf({ effect }: Signal): Pick<SignalExplanation, 'ends' | 'notes'> {
  switch (effect.kind) {
    case 'end':
      return { ends: effect.whom.map(whomText), notes: ['A second copy, with the same "jti", ends nothing more.'] };
    case 'verified':
      return { ends: [], notes: ['The stream is alive: the gateway notes when it heard this.'] };
    case 'stream':
      return { ends: [], notes: [`The gateway notes that the stream is ${effect.status}.`] };
    case 'nothing':
      return { ends: [], notes: [`The event ends nothing: ${effect.why}.`] };
  }
}

function whomText({ kind, id }: SubjectRef): string {
  switch (kind) {
    case 'subject':
      return `every session of the person whose "sub" is ${id}`;
    case 'name':
      return `every session of the person who signed in as ${id}`;
    case 'session':
      return `the session whose "sid" is ${id}`;
    case 'unnamed':
      return `sessions of the person whose "sub" is ${id} for which the provider gave no "sid"`;
    case 'member':
      return `every session of the person of entry ${id} of the directory`;
  }
}
