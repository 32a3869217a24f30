import { within } from '../calls/within.ts';
import { ConfigurationError } from '../errors.ts';
import { wholeNumber } from '../whole-number.ts';
import type { HeaderLine } from './forwarding-headers.ts';
import { type ExaminedCase, type Hole, holesOf } from './holes.ts';
import { goodContext, type NegativeContextsOptions, negativeContexts } from './negative-contexts.ts';
import { type RawAnswer, type RawRequest, sendRawRequest } from './raw-request.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** Options of {@link examineOrigin}: those of a test gate or of a verifier, and where the app is. */
export interface ExamineOriginOptions extends Omit<NegativeContextsOptions, 'request' | 'nowSeconds'> {
  /** Where the app itself listens, with path and query of an address that a good context opens. */
  readonly url: string;
  /** Default `GET`. With another one, the app does what is asked whenever it lets a request in. */
  readonly method?: string;
  /** Public host that the gateway would name. Default: the URL's own. */
  readonly host?: string;
  /** Milliseconds for each request. Default 5000. */
  readonly timeoutMs?: number;
  /** Milliseconds for all together, at most 45,000: the contexts are not good for much longer. Default 45,000. */
  readonly totalTimeoutMs?: number;
  /** Sends one request, for an app that does not listen. Default: over the network, with the headers exactly as they are. */
  readonly send?: (request: RawRequest) => Promise<{ readonly status: number }>;
  /** Milliseconds since 1970, for an app with a clock of its own. Default `Date.now`. */
  readonly now?: () => number;
}

/** What was found out about an app. Plain data; nothing of a token or key is in it. */
export interface OriginReport {
  /** Every wrong context was refused, and a good one was let in before and after: only then the run proves something. */
  readonly allClear: boolean;
  /** A good context at first. `null`: no key signs one, or the app did not answer in time. */
  readonly good: Verdict | null;
  /** What came back to it; `null` where it was not sent. */
  readonly goodAnswer: RawAnswer | null;
  /** Another good context at the end: an app that refuses everything by then has proved less. `null`: as above. */
  readonly goodAfter: Verdict | null;
  /** The first good context again. It counts only where `singleUse` was asked for. `null`: as above. */
  readonly usedAgain: Verdict | null;
  /** Empty where the app did not answer at all. */
  readonly cases: readonly ExaminedCase[];
  /** What the app leaves out. */
  readonly holes: readonly Hole[];
}

const AT_ONCE = 4;
const MAX_TOTAL_MS = 45_000;

/**
 * Sends a good context to a running app, then every wrong one. Rejects with a `ConfigurationError` for options that make no
 * sense, and never for what the app does. Only the status of an answer is read, and no redirect is followed.
 *
 * Refused means 400, 401, 403 or 431. A wrong context was let in where the answer is a success, or has the status of a good
 * one's. Any other answer is unclear, since the app may have acted before it failed.
 *
 * @example
 * const gate = await createTestGate({ audience: 'app' });
 * const server = createApp({ trust: gate.options }).listen(3000);
 * const report = await examineOrigin({ ...gate.options, url: 'http://127.0.0.1:3000/' });
 * expect(report).toMatchObject({ holes: [], allClear: true });
 */
export async function examineOrigin(options: ExamineOriginOptions): Promise<OriginReport> {
  const url = readUrl(options.url);
  const { method = 'GET', now = Date.now } = options;
  const timeoutMs = wholeNumber('timeoutMs', options.timeoutMs ?? 5000, 1, MAX_TOTAL_MS);
  const totalMs = wholeNumber('totalTimeoutMs', options.totalTimeoutMs ?? MAX_TOTAL_MS, 1, MAX_TOTAL_MS);
  const endsAtMs = performance.now() + totalMs;
  const about: NegativeContextsOptions = {
    ...options,
    request: { method, target: url.pathname + url.search, host: options.host ?? url.host },
    nowSeconds: Math.floor(now() / 1000),
    // Tried with the good context here.
    singleUse: false,
  };
  const ask = async (headers: readonly HeaderLine[]): Promise<RawAnswer | null> => {
    const leftMs = Math.floor(Math.min(timeoutMs, endsAtMs - performance.now()));
    return leftMs < 1 ? null : sendWith(options.send, { method, url, headers: [...headers] }, leftMs);
  };

  const good = await goodContext(about);
  const wrong = await negativeContexts(about);
  const goodAnswer = good === null ? null : await ask(good);
  const goodStatus = goodAnswer?.kind === 'status' ? goodAnswer.status : null;
  if (good !== null && goodStatus === null) {
    const nothing = { good: null, goodAfter: null, usedAgain: null, cases: [], holes: [] };
    return { allClear: false, goodAnswer, ...nothing };
  }
  const judge = (answer: RawAnswer | null): Verdict => verdictOf(answer, goodStatus);
  const usedAnswer = good === null ? null : await ask(good);
  const cases = await mapAtOnce(wrong, async ({ name, check, what, headers }): Promise<ExaminedCase> => {
    const answer = await ask(headers);
    return { name, check, what, verdict: judge(answer), answer };
  });
  if (options.singleUse === true && good !== null)
    cases.push({
      name: 'used',
      check: 'replay',
      what: 'a context that was used before',
      verdict: judge(usedAnswer),
      answer: usedAnswer,
    });
  const last = await goodContext(about);
  const verdicts = {
    good: good === null ? null : judge(goodAnswer),
    goodAfter: last === null ? null : judge(await ask(last)),
    usedAgain: good === null ? null : judge(usedAnswer),
  };
  const isProved = verdicts.good === 'let_in' && verdicts.goodAfter === 'let_in';
  const allClear = isProved && cases.every(({ verdict }) => verdict === 'refused');
  return { allClear, goodAnswer, ...verdicts, cases, holes: holesOf(cases) };
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username + url.password + url.hash !== '')
    throw new ConfigurationError(
      '"url" option must begin with http:// or https://, and hold neither credentials nor "#".',
    );
  return url;
}

async function sendWith(send: ExamineOriginOptions['send'], request: RawRequest, leftMs: number): Promise<RawAnswer> {
  if (send === undefined) return sendRawRequest(request, leftMs);
  try {
    return { kind: 'status', status: (await within(leftMs, send(request))).status };
  } catch {
    return { kind: 'none', reason: 'unreachable' };
  }
}

/** Like `Promise.all` of a map, with few at the same time. */
async function mapAtOnce<In, Out>(items: readonly In[], work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
