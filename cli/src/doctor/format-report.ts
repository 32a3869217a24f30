import type { ExaminedCase, NoAnswer, OriginReport, RawAnswer } from '@portcullis/origin/testing';
import type { ThroughGateway } from './through-gateway.ts';

/** What was examined, for the first lines. */
export interface Examined {
  readonly url: string;
  readonly method: string;
  readonly host: string;
  readonly issuer: string;
  readonly audience: string;
  readonly algorithm: string;
}

const NO_ANSWER: Readonly<Record<NoAnswer, string>> = {
  refused_connection: 'nothing listens there',
  unknown_host: 'its name is not known',
  closed: 'it closed the connection without an answer',
  late: 'it did not answer in time',
  not_http: 'what it answered is not HTTP',
  tls: 'it speaks no TLS, or its certificate does not hold on this machine',
  unreachable: 'it cannot be reached',
};

const GATEWAY: Readonly<Record<ThroughGateway['outcome'], string>> = {
  ok: 'The app answers through the gate.',
  not_asked:
    'The gate refused this by itself, so nothing is known of the app behind it. Name a path that it lets pass.',
  app_refuses:
    'The app refuses what comes through the gate. Compare its issuer, audience, algorithm and keys with the rules, and look for a proxy in between that changes the URL or X-Forwarded-Host.',
  no_gateway: 'Something else than a Portcullis gateway has answered. Check --gateway.',
  origin_fails: 'The gate gets no answer from the app. Check the URL of the origin in the rules.',
  unreachable: 'The gate cannot be reached. Check --gateway, and that it runs.',
};

/** The whole report as text. */
export function formatReport(examined: Examined, report: OriginReport, gateway: ThroughGateway | null): string {
  const { method, url, host, audience, issuer, algorithm } = examined;
  const parts = [
    `${method} ${url} as ${host}\napp ${audience}, gateway ${issuer}, ${algorithm}`,
    ...holes(report),
    ...unclear(report),
    ...proof(report),
    ...(isUsedAgain(report) ? [USED_AGAIN] : []),
    ...(gateway === null ? [] : [`gate  ${gateway.url}: ${answerOf(gateway)}\n  ${GATEWAY[gateway.outcome]}`]),
    summary(report),
  ];
  return parts.join('\n\n');
}

const USED_AGAIN =
  'note  A captured context works again for the same request until it expires: there is no replay store.\n  With --single-use this counts as a hole.';

function holes(report: OriginReport): string[] {
  if (isOpen(report))
    return [
      finding(
        'presence',
        `every wrong context (${answerText(report.goodAnswer ?? report.cases[0]?.answer ?? null)}), a request without one too`,
        'Nothing is verified here.',
        'Verify the context before anything else; or, if this path is meant to be open, name another one with --path.',
      ),
    ];
  return report.holes.map(({ check, hole, fix, letIn }) =>
    finding(check, letIn.map(({ what, answer }) => `${what} (${answerText(answer)})`).join('; '), hole, fix),
  );
}

/** Unless the options ask for more, this is not a hole. */
function isUsedAgain(report: OriginReport): boolean {
  return report.usedAgain === 'let_in' && !isOpen(report) && !report.holes.some(({ check }) => check === 'replay');
}

function isOpen({ cases }: OriginReport): boolean {
  return cases.length > 0 && cases.every(({ verdict }) => verdict === 'let_in');
}

function finding(check: string, letIn: string, why: string, fix: string): string {
  return `hole  ${check}: let in ${letIn}\n  why: ${why}\n  fix: ${fix}`;
}

function unclear({ cases }: OriginReport): string[] {
  const unclearCases = cases.filter(({ verdict }) => verdict === 'unclear');
  if (unclearCases.length === 0) return [];
  const lines = unclearCases.map(({ name, what, answer }) => `  ${name}: ${what} (${answerText(answer)})`);
  return [
    [
      'unclear  These were neither refused with 400, 401, 403 or 431 nor answered like a good context:',
      ...lines,
      '  why: The app may have acted on them before it failed or sent the client elsewhere.',
      '  fix: Verify the context before anything else, and answer 401 where it does not hold.',
    ].join('\n'),
  ];
}

/** What keeps the run from proving anything. */
function proof({ good, goodAnswer, goodAfter, cases }: OriginReport): string[] {
  if (goodAnswer !== null && goodAnswer.kind === 'none')
    return [`unproven  The app did not answer a good context: ${NO_ANSWER[goodAnswer.reason]}. Check --origin.`];
  if (good === null)
    return ['unproven  No key signs contexts here, so only those were tried that need none, and no good one.'];
  if (good === 'refused')
    return [
      `unproven  A good context was refused as well (${answerText(goodAnswer)}), so refusing others proves nothing.\n  fix: Compare --origin-id, the keys, --host and the proxy options with what the app trusts. Where the app refuses this user,\n       name another --path, --tenant or --role.`,
    ];
  const late = cases.filter(({ verdict }) => verdict === 'not_tried').length;
  if (late > 0) return [`unproven  The app was so slow that ${late} wrong contexts could not be tried in time.`];
  if (goodAfter !== 'let_in')
    return ['unproven  At the end a good context was not let in any more, so the last refusals prove little.'];
  return [];
}

function summary(report: OriginReport): string {
  const { allClear, cases, good } = report;
  const holes = isOpen(report) ? 1 : report.holes.length;
  const refused = cases.filter(({ verdict }) => verdict === 'refused').length;
  if (allClear) return `All clear: ${refused} wrong contexts refused.`;
  const count = holes === 1 ? '1 hole' : `${holes || 'No'} holes`;
  if (cases.length === 0) return 'Nothing was found out.';
  if (good === null && refused === cases.length) return `No hole in ${refused} wrong contexts that need no key.`;
  return `${count}. ${refused} of ${cases.length} wrong contexts refused.`;
}

function answerText(answer: ExaminedCase['answer'] | RawAnswer): string {
  if (answer === null) return 'not tried';
  return answer.kind === 'status' ? String(answer.status) : NO_ANSWER[answer.reason];
}

function answerOf({ status, denied }: ThroughGateway): string {
  return `${status ?? 'no answer'}${denied === null ? '' : ` (${denied})`}`;
}
