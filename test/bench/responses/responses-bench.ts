import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContentClass } from '@portcullis/rules/policy';
import { markdownTable } from '../figures.ts';
import { type GoalFigure, goalTableOf } from '../goal-figure.ts';
import { ensureTools } from '../tools.ts';
import { type PlansOfProfiles, plansOfProfiles, profileFigures } from './profile-figures.ts';
import { streamingFigures } from './streaming-figures.ts';

/** What answers cost: the headers of each profile, their bytes, and pages that are changed as they stream. */
export interface ResponsesReport {
  readonly profiles: readonly GoalFigure[];
  readonly streaming: readonly GoalFigure[];
  readonly bytes: readonly HeaderBytes[];
}

/** Bytes that the rules add to an answer, by what the answer is. */
interface HeaderBytes {
  readonly profile: string;
  readonly bytes: Readonly<Record<ContentClass, number>>;
}

const CONTENTS = {
  page: 'page',
  code: 'script or style',
  data: 'JSON',
  media: 'image',
  unchanged: '304',
} as const satisfies Record<ContentClass, string>;

export async function benchResponses(options: {
  readonly rounds: number;
  readonly seconds: number;
}): Promise<ResponsesReport> {
  await ensureTools();
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-bench-'));
  try {
    const plans = plansOfProfiles();
    const profiles = await profileFigures(plans, { folder, ...options });
    return { profiles, streaming: await streamingFigures(folder, options.rounds), bytes: headerBytes(plans) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The figures as Markdown tables. */
export function responsesTablesOf({ profiles, streaming, bytes }: ResponsesReport): string {
  const rows = bytes.map(({ profile, bytes }) => [profile, ...contents().map((content) => String(bytes[content]))]);
  return [
    goalTableOf('`respond`, CPU', profiles),
    goalTableOf('pages', streaming),
    markdownTable(['bytes of headers', ...contents().map((content) => CONTENTS[content])], rows),
  ].join('\n\n');
}

function headerBytes(plans: PlansOfProfiles): readonly HeaderBytes[] {
  return Object.entries(plans).map(([profile, ofContents]) => ({
    profile,
    bytes: Object.fromEntries(
      contents().map((content) => [content, bytesOf(ofContents[content].sets)]),
    ) as HeaderBytes['bytes'],
  }));
}

/** As HTTP/1.1 writes them: name, colon, space, value, line end. */
function bytesOf(sets: readonly { readonly name: string; readonly value: string }[]): number {
  return sets.reduce((sum, { name, value }) => sum + name.length + value.length + 4, 0);
}

function contents(): readonly ContentClass[] {
  return Object.keys(CONTENTS) as ContentClass[];
}
