import type { Members } from '../format/members.ts';
import { CommandError } from '../io.ts';
import { UnacknowledgedError } from './repeat-call.ts';

const HELP: Readonly<Record<number, string>> = {
  401: 'It does not take the token. Its ADMIN_KEYS must hold the key that signed here (the first one of ADMIN_KEYS), "gateway" in its rules must be the same as in yours, and the clocks must agree.',
  403: 'Your address or the token is not let in: see "reason" in its audit event.',
  404: 'It has no such call: is it of an older version?',
  421: 'It does not answer for that host. Name one of the hosts in its rules with --gateway.',
  429: 'It has taken too many calls from your address. Wait a minute.',
  503: 'It cannot reach its shared state, or is not set up: ask it for /.portcullis/ready. A change may be made in part.',
};

const PASSING: ReadonlySet<number> = new Set([502, 503, 504]);

/** Turns an answer other than 2xx into a message, with the request id that leads to its audit event. */
export function refusedBy(url: string, response: Response, problem: Members | null): CommandError {
  const { status, headers } = response;
  const requestId = headers.get('portcullis-request-id');
  if (requestId === null) {
    // A proxy before the gateway that has lost it for a moment.
    if (PASSING.has(status))
      return new UnacknowledgedError(`${url} answered ${status}, but not as a Portcullis gateway does.`);
    const location = status >= 300 && status < 400 ? ', a redirect' : '';
    return new CommandError(
      1,
      `${url} answered ${status}${location}, but not as a Portcullis gateway does. Name the gateway itself with --gateway.`,
    );
  }
  const detail =
    typeof problem?.['detail'] === 'string' ? inOptions(withoutControls(problem['detail'])) : (HELP[status] ?? '');
  const message = `${url} refused it (${status}). ${detail} Request ${withoutControls(requestId)}.`;
  return status === 503
    ? new UnacknowledgedError(message, { retryAfterSeconds: secondsOf(headers.get('retry-after')) })
    : new CommandError(1, message);
}

function secondsOf(retryAfter: string | null): number | null {
  return retryAfter !== null && /^\d{1,4}$/.test(retryAfter) ? Number(retryAfter) : null;
}

/** The gateway names a parameter of its own; here it is an option. */
function inOptions(detail: string): string {
  return detail.replace('repeat the call with ?force=true', 'repeat the command with --force');
}

/** What a server says must not steer the terminal. */
function withoutControls(text: string): string {
  return text.replace(/\p{C}/gu, '');
}
