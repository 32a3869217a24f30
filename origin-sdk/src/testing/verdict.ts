import type { RawAnswer } from './raw-request.ts';

/**
 * What an answer says of a wrong context. `unclear`: neither refused nor answered like a good one, such as 302, 404, 500 or
 * a closed connection; the app may have acted before. `not_tried`: the time was up.
 */
export type Verdict = 'refused' | 'let_in' | 'unclear' | 'not_tried';

/** 431 is of servers that take no such headers. */
const REFUSALS = [400, 401, 403, 431];

/** @param goodStatus of a good context, where it is known: what is answered alike was treated alike */
export function verdictOf(answer: RawAnswer | null, goodStatus: number | null): Verdict {
  if (answer === null) return 'not_tried';
  if (answer.kind === 'none') return 'unclear';
  const { status } = answer;
  if (REFUSALS.includes(status)) return 'refused';
  return status === 101 || (status >= 200 && status < 300) || status === goodStatus ? 'let_in' : 'unclear';
}
