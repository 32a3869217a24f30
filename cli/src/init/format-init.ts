import type { Advice } from '@portcullis/rules/analysis';
import { counted } from '../format/format-groups.ts';
import { shownPath } from './evidence/index.ts';
import type { InitResult } from './init-rules.ts';
import type { LeftToDecide } from './left-to-decide.ts';

const MAX_IGNORED = 8;

/** What was proposed, how it does, what was ignored, and what is left to decide, for a terminal. */
export function formatInit(
  out: string,
  result: InitResult,
  left: readonly LeftToDecide[],
  advice: readonly Advice[],
): string {
  const { proposal, survey, evidence } = result;
  const hosts = proposal.hosts.map(({ text }) => text);
  return [
    [
      `${out === '-' ? 'Rules' : out}: ${counted(proposal.routes.length, 'route')} for ${hosts.slice(0, 5).join(', ')}${hosts.length > 5 ? ` and ${hosts.length - 5} more` : ''}, all observed.`,
      `${counted(evidence.counted, 'request')} of ${survey.requests} stand behind them.`,
    ].join('\n'),
    `check   no problems${adviceLine(advice)}`,
    replayLines(result),
    ignoredLines(result),
    ['Left to decide', ...left.flatMap(decisionLines)].join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function adviceLine(advice: readonly Advice[]): string {
  const codes = [...Map.groupBy(advice, ({ code }) => code)].map(([code, { length }]) => `${code} ${length}`);
  return codes.length === 0 ? '' : `; advice: ${codes.join(', ')} (portcullis check shows it)`;
}

function replayLines({ replay }: InitResult): string {
  const passing = replay.outcomes.anyone + replay.outcomes.roles + replay.outcomes.observed;
  const unread = replay.unreadable.first.map(({ place, problem }) => `        ${place}  ${problem}`);
  return [
    `replay  ${passing} of ${counted(replay.requests, 'request')} pass; ${replay.outcomes.refused} are refused, ${replay.broken} of which worked`,
    ...(replay.elsewhere.count === 0
      ? []
      : [`        ${counted(replay.elsewhere.count, 'request')} of a browser to other hosts, skipped`]),
    ...(replay.unreadable.count === 0
      ? []
      : [`        ${counted(replay.unreadable.count, 'entry', 'entries')} cannot be read:`, ...unread]),
  ].join('\n');
}

/** What never worked becomes no route: scanners' paths, mistakes, absurd methods. */
function ignoredLines({ replay }: InitResult): string {
  const failed = replay.groups.filter(({ outcome, worked }) => outcome === 'refused' && worked === 0);
  if (failed.length === 0) return '';
  const byReason = [...Map.groupBy(failed, ({ reason }) => reason ?? 'refused')];
  const lines = byReason.map(([reason, groups]) => {
    const count = groups.reduce((sum, group) => sum + group.count, 0);
    const shown = groups.slice(0, 3).map((group) => `${group.method} ${shownPath(group.path)} (${group.count})`);
    return `  ${count}  ${reason}, e.g. ${shown.join(', ')}`;
  });
  return ['Ignored, since it failed', ...lines.slice(0, MAX_IGNORED)].join('\n');
}

function decisionLines({ text, examples }: LeftToDecide): readonly string[] {
  return [`  - ${text}`, ...examples.map((example) => `      ${example}`)];
}
