import type { Mutant } from '../mutant.ts';

const CORE = { file: 'worker/core/renewal/renew.ts', tests: ['test/worker/core/renewal/renew.test.ts'] } as const;
const DEVICE = 'test/e2e/sessions/device-bound.test.ts';
const E2E = 'test/e2e/sessions/renewal.test.ts';
const ADMIT = { file: 'rules/src/engine/steps/admit.ts', tests: [E2E] } as const;
const STEP = { file: 'worker/pipeline/sessions/renew-session.ts', tests: [E2E] } as const;
const CLAIMS = { file: 'worker/core/tokens/cookie-renewal.ts', tests: [E2E] } as const;

const OTHERS = {
  file: 'worker/endpoints/sessions/end-sessions.ts',
  tests: ['test/e2e/sessions/own-sessions.test.ts'],
} as const;

/** Cookies that are replaced: who gets a successor, and what a copy comes to. */
export const RENEWAL: readonly Mutant[] = [
  { ...CORE, id: 'renewal: a grace for any ancestor', find: 'presented === record.number - 1 && ', replace: '' },
  { ...CORE, id: 'renewal: a grace without an end', find: ' && nowMs - record.sinceMs <= graceMs', replace: '' },
  {
    ...ADMIT,
    id: 'renewal: over, without an answer',
    find: "claim?.age === 'over' && !mayRenew(admitted)",
    replace: 'false',
  },
  { ...ADMIT, id: 'renewal: copies count', find: "answer.renewal === 'reused'", replace: 'false' },
  { ...STEP, id: 'renewal: what is revoked is renewed', find: '!isRefused && ', replace: '' },
  {
    ...STEP,
    id: 'renewal: peeking renews',
    find: 'return isWanted && !isPeek(exchange) ? giveSuccessor',
    replace: 'return isWanted ? giveSuccessor',
  },
  {
    ...STEP,
    id: 'renewal: a copy ends nothing',
    find: "return endSessionFor(exchange, session, 'session_reused', 'a copy of an older cookie was used');",
    replace: 'return;',
  },
  { ...CLAIMS, id: 'renewal: no idle end', find: 'iat + rule.idleSeconds', replace: 'Number.POSITIVE_INFINITY' },
  {
    ...CLAIMS,
    id: 'renewal: the end moves',
    find: 'Math.min(endsAtSeconds, outlivesExp',
    replace: 'Math.max(endsAtSeconds, outlivesExp',
  },
  {
    file: 'rules/src/engine/renewal.ts',
    tests: [DEVICE],
    id: 'device: a bound cookie has a successor without the key',
    find: " && rule.device !== 'required' && key === undefined",
    replace: " && rule.device !== 'required'",
  },
  {
    file: 'rules/src/engine/renewal.ts',
    tests: [DEVICE],
    id: 'device: without a key, there is a second cookie all the same',
    find: "rule.device !== 'required' && ",
    replace: '',
  },
  {
    file: 'worker/pipeline/device/bind-session.ts',
    tests: [DEVICE],
    id: 'device: the first cookie lives on beside the key',
    find: "    { key: keptKey('generation', user, id), value: null, expires: null },\n",
    replace: '',
  },
  {
    file: 'worker/core/device/judge-challenge.ts',
    tests: ['test/worker/core/device/judge-challenge.test.ts'],
    id: 'device: a proof counts twice',
    find: 'challenge.madeMs > takenMs && ',
    replace: '',
  },
  {
    file: 'worker/core/device/proof.ts',
    tests: ['test/worker/core/device/proof.test.ts'],
    id: 'device: a proof brings a key of its own',
    find: "const own = key ?? readDeviceKey(header['jwk']);",
    replace: "const own = readDeviceKey(header['jwk']) ?? key;",
  },
  {
    file: 'worker/pipeline/sessions/role-cookie.ts',
    tests: ['test/e2e/sessions/late-successor.test.ts'],
    id: 'renewal: a late answer brings an old cookie back',
    find: 'Date.now() <= roleCookieUntilMs ? setCookies : setCookies.filter(isOther)',
    replace: 'setCookies',
  },
  {
    file: 'worker/pipeline/sessions/recheck-session.ts',
    tests: ['test/e2e/identity/lost-source.test.ts'],
    id: 'recheck: without the document, all is well',
    find: 'if (kept === null) return missing;',
    replace: "if (kept === null) return 'passes';",
  },
  {
    file: 'worker/pipeline/sessions/recheck-session.ts',
    tests: ['test/e2e/identity/recheck.test.ts'],
    id: 'recheck: a silent provider is waited for without an end',
    find: "return (await asking) ?? (isGood ? 'passes' : 'unknown');",
    replace: "return (await asking) ?? 'passes';",
  },
  {
    ...OTHERS,
    id: 'others: two requests get two sessions',
    find: 'if (!(await state.writeKept(tenant, [claim]))) return endedMeanwhile();',
    replace: 'await state.writeKept(tenant, [claim]);',
  },
  {
    file: 'worker/endpoints/sessions/live-sessions.ts',
    tests: ['test/e2e/sessions/own-sessions-at-host.test.ts'],
    id: 'sessions: those of other hosts are seen',
    find: 'return host === undefined || host === other.host;',
    replace: 'return true;',
  },
];
