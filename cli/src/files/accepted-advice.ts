import { existsSync, readFileSync } from 'node:fs';
import { type Advice, createAdvice } from '@portcullis/rules/analysis';

/** Advice that a comment beside the rule accepts. */
export interface AcceptedAdvice extends Advice {
  /** Why, in the words of the comment's first line. */
  readonly reason: string;
}

export interface SortedAdvice {
  /** Still to be answered. Includes acceptances that accept nothing. */
  readonly open: readonly Advice[];
  readonly accepted: readonly AcceptedAdvice[];
}

/** `# accepted CODE: reason`. */
interface Acceptance {
  readonly code: string;
  readonly reason: string;
  /** `file:line` of the comment. */
  readonly at: string;
  /** `file:line` of the rule that it is about. */
  readonly about: string;
}

const ACCEPTANCE = /(?:^|\s)# accepted ([a-z_]+): (.*\S)/;
const COMMENT_LINE = /^\s*#/;

/**
 * Takes out what comments accept: on the line that the advice names, or on comment lines directly above it.
 * @param rulesFile read for acceptances even where no advice names it
 */
export function sortAccepted(advice: readonly Advice[], rulesFile: string): SortedAdvice {
  const files = new Set([rulesFile, ...advice.map(({ at }) => at.slice(0, at.lastIndexOf(':')))]);
  const acceptances = [...files].filter((file) => existsSync(file)).flatMap(acceptancesIn);
  const reasonFor = ({ at, code }: Advice): string | undefined =>
    acceptances.find((acceptance) => acceptance.about === at && acceptance.code === code)?.reason;
  const unused = acceptances.filter(({ about, code }) => !advice.some((one) => one.at === about && one.code === code));
  return {
    open: [...advice.filter((one) => reasonFor(one) === undefined), ...unused.map(adviseOnUnused)],
    accepted: advice.flatMap((one) => {
      const reason = reasonFor(one);
      return reason === undefined ? [] : [{ ...one, reason }];
    }),
  };
}

function acceptancesIn(file: string): readonly Acceptance[] {
  const lines = readFileSync(file, 'utf8').split(/\r\n|\n|\r/);
  return lines.flatMap((line, index) => {
    const [, code, reason] = ACCEPTANCE.exec(line) ?? [];
    if (code === undefined || reason === undefined) return [];
    const below = lines.findIndex((other, place) => place >= index && !COMMENT_LINE.test(other));
    return [{ code, reason, at: `${file}:${index + 1}`, about: `${file}:${below + 1}` }];
  });
}

function adviseOnUnused({ code, at }: Acceptance): Advice {
  return createAdvice(
    'unused_acceptance',
    at,
    `The comment accepts ${code}, and there is no such advice on the rule below it.`,
    'Remove the comment, or move it to the line that the advice names.',
  );
}
