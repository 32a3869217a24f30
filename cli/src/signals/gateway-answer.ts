import type { SignalProblem } from '../../../worker/core/signals/index.ts';

/** What a gateway answered to a signal, in words. */
export interface GatewayAnswer {
  readonly taken: boolean;
  readonly text: string;
}

/** What to do about each rule that a signal can break. */
const FIXES: Readonly<Record<SignalProblem, string>> = {
  malformed: 'It could not be read. Is something between you and the gateway changing bodies?',
  not_signed: 'It carries no signature.',
  issuer: '"issuer" of the provider differs between the rules of the gateway and yours.',
  audience:
    'It is addressed to someone else: "client.id" or "signals.events.audience" differs between the rules of the gateway and yours.',
  key: 'The provider publishes no such key. Publish the public half of your key at its jwks_uri, or name its id with --kid.',
  signature:
    'The provider publishes another key under this id. Sign with the private half of the one that it publishes.',
  type: 'Its "typ" is not the one of this kind of signal.',
  time: 'The clocks of this machine and of the gateway differ by more than a minute.',
  claims: 'A claim is missing or has no meaning.',
  subject: 'It does not say for whom it is in a form by which sessions can be found.',
};

/**
 * @param body text of the answer; what a server says must not steer the terminal
 * @param setting what the gateway's rules must name to take such a signal
 */
export function gatewayAnswer(url: string, response: Response, body: string, setting: string): GatewayAnswer {
  const { status, headers, ok } = response;
  const requestId = withoutControls(headers.get('portcullis-request-id') ?? '');
  if (requestId === '')
    return {
      taken: false,
      text: `${url} answered ${status}, but not as a Portcullis gateway does. Name the gateway itself with --gateway.`,
    };
  if (ok)
    return {
      taken: true,
      text: `${url} answered ${status}: taken. The sessions that it ends have ended, and are refused everywhere within a second. The audit event of request ${requestId} says which.`,
    };
  const said = saidIn(body);
  const why = [said === null ? '' : `It says: ${said}.`, meaningOf(status, said, setting)].join(' ').trim();
  return {
    taken: false,
    text: `${url} answered ${status}: not taken, and nothing has ended. ${why} Request ${requestId}.`,
  };
}

function meaningOf(status: number, said: string | null, setting: string): string {
  switch (status) {
    case 400:
      return FIXES[problemIn(said)];
    case 401:
      return 'It does not take the proof of who sends this. Compare the secret or key with the one of the gateway.';
    case 404:
      return `Its rules do not take this from the provider, or do not know the provider. Set "${setting}" there and deploy, or choose with --provider.`;
    case 421:
      return 'It does not answer for that host. Name one of the hosts in its rules with --gateway.';
    case 429:
      return 'It has taken too many signals from your address. Wait a minute.';
    case 503:
      return 'It cannot reach its shared state or the keys of the provider: ask it for /.portcullis/ready, and see that the issuer answers. A provider would send the signal again.';
    default:
      return 'See "reason" in its audit event.';
  }
}

/** The endpoints name the rule that was broken first: `audience: aud`, `logout_token: audience`. */
function problemIn(said: string | null): SignalProblem {
  const words = (said ?? '').split(/[^a-z_]+/);
  const problems = Object.keys(FIXES) as SignalProblem[];
  return problems.find((problem) => words.includes(problem)) ?? 'malformed';
}

/** The description of RFC 8935, OAuth, SCIM or a problem (RFC 9457). */
function saidIn(body: string): string | null {
  try {
    const value = JSON.parse(body) as Readonly<Record<string, unknown>> | null;
    const said = [value?.['description'], value?.['error_description'], value?.['detail'], value?.['title']];
    const text = said.find((each) => typeof each === 'string');
    return typeof text === 'string' ? withoutControls(text).replace(/\.$/, '').slice(0, 300) : null;
  } catch {
    return null;
  }
}

function withoutControls(text: string): string {
  return text.replace(/\p{C}/gu, '');
}
