import { boundedText } from '../calls/bounded-text.ts';
import { type GateAnswer, GateError } from './gate-error.ts';

/** An object of JSON, not yet looked at. */
export type Members = Readonly<Record<string, unknown>>;

/** More than the longest list of revocations, which has 1000 of them. */
const MAX_BYTES = 2 * 1024 * 1024;
const MAX_DETAIL_CHARACTERS = 400;

const HELP: Readonly<Record<number, string>> = {
  401: 'It does not take the token. Check that "keys" and "gateway" are those of the rules, and that the clocks agree.',
  403: 'The rules do not let this origin do it (add the scope under "may" of the origin), or the app\'s address is denied.',
  404: 'It has no such call: is it of an older version?',
  421: 'It does not answer for that host. Name one of the hosts in its rules with the "url" option.',
};

/**
 * The body of a gateway's good answer, `{}` where it has none. Rejects with {@link GateError}, whose code says whether to
 * ask again may help; what the network throws while the body comes is thrown on.
 */
export async function readGateReply(response: Response): Promise<Members> {
  const { status, headers } = response;
  const wait = Number(headers.get('retry-after') ?? Number.NaN);
  const answer: GateAnswer = {
    status,
    problemCode: null,
    requestId: plainWord(headers.get('portcullis-request-id')),
    retryAfterSeconds: Number.isFinite(wait) && wait >= 0 ? wait : null,
  };
  if (status === 429 || status >= 500) {
    const problem = await membersOf(response).catch(() => null);
    throw new GateError('ERR_GATE_UNAVAILABLE', null, { ...answer, problemCode: problemCodeOf(problem) });
  }
  if (status === 204) return {};
  const members = await bodyOf(response, answer);
  if (status >= 200 && status < 300) return members;
  const problemCode = problemCodeOf(members);
  if (problemCode === null || status < 400) throw new GateError('ERR_GATE_ODD_REPLY', null, answer);
  throw new GateError('ERR_GATE_REFUSED', detailOf(members) ?? HELP[status] ?? null, { ...answer, problemCode });
}

async function bodyOf(response: Response, answer: GateAnswer): Promise<Members> {
  if (response.status < 300 || response.status >= 400) {
    const members = await membersOf(response);
    if (members !== null) return members;
  } else {
    // A redirect would carry the token to whom the answer names.
    await response.body?.cancel();
  }
  throw new GateError('ERR_GATE_ODD_REPLY', null, answer);
}

/** `null` if the body is not JSON, not an object, or too long. */
async function membersOf(response: Response): Promise<Members | null> {
  try {
    const value: unknown = JSON.parse(await boundedText(response, MAX_BYTES));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

function problemCodeOf(problem: Members | null): string | null {
  const { type, code } = problem ?? {};
  return typeof code === 'string' && type === `urn:portcullis:problem:${code}` ? plainWord(code) : null;
}

/** What the gateway wrote for the caller. Control characters must not steer a terminal that shows the log. */
function detailOf({ detail }: Members): string | null {
  if (typeof detail !== 'string' || detail === '') return null;
  return detail.replace(/\p{C}/gu, '').slice(0, MAX_DETAIL_CHARACTERS);
}

function plainWord(text: string | null): string | null {
  return text !== null && /^[\w.:-]{1,128}$/.test(text) ? text : null;
}
