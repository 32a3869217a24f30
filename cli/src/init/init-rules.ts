import { createReplay, type LogFormat, type ReplayResult } from '@portcullis/rules/analysis';
import { compileRules, formatProblems } from '@portcullis/rules/compiler';
import type { Policy } from '@portcullis/rules/policy';
import { logDocument } from '../files/log-lines.ts';
import { CommandError } from '../io.ts';
import { createEvidence, createSurvey, type Evidence, type Survey } from './evidence/index.ts';
import { pageCode } from './page-code.ts';
import { type ChosenHosts, chooseHosts, type PageCode, type Proposal, proposeRules } from './proposal/index.ts';
import { rulesText } from './rules-text.ts';
import { type Crawl, harPages, type OpenedSources, openSources } from './sources/index.ts';

export interface InitOptions {
  /** The rules file that is to be, as problems name it. */
  readonly out: string;
  readonly files: readonly string[];
  readonly format: LogFormat | null;
  readonly hosts: readonly string[];
  readonly gateway: string;
  readonly originUrl: string | null;
  readonly limitFactor: number;
  /** What a crawl of the running app brought; `null`: there was none. */
  readonly crawl: Crawl | null;
}

/** A first rules file, and how it does on its own evidence. */
export interface InitResult {
  readonly text: string;
  readonly policy: Policy;
  readonly proposal: Proposal;
  readonly survey: Survey;
  readonly evidence: Evidence;
  readonly hosts: ChosenHosts;
  readonly code: PageCode;
  readonly replay: ReplayResult;
  /** What the crawl did not open, as sentences. */
  readonly notes: readonly string[];
  /** Operations of API documents that no route can name. */
  readonly skippedOperations: number;
}

/** Reads all evidence three times: to survey it, to collect what worked, and to replay it against what is proposed. */
export async function initRules(options: InitOptions): Promise<InitResult> {
  const sources = await openSources(options.files, options.format);
  const survey = await surveyOf(sources, options.crawl);
  const hosts = chooseHosts(survey, options.hosts.length > 0 ? options.hosts : documentedHosts(sources, survey));
  if (hosts === null)
    throw new CommandError(
      2,
      `${noHost(survey, sources)} Name the public host with --host, such as --host app.example.com.`,
    );
  const evidence = await evidenceOf(sources, options.crawl, survey, hosts);
  const code = pageCode([
    ...(options.crawl === null ? [] : [options.crawl.pages]),
    ...(await Promise.all(
      sources.hars.map(async (har) => harPages(await logDocument(har), survey.recordedHost ?? '')),
    )),
  ]);
  const proposal = proposeRules(evidence, hosts, code, options);
  if (proposal.routes.length === 0) throw new CommandError(1, await nothingToPropose(survey, sources));
  const text = rulesText(proposal, {
    survey,
    gateway: options.gateway,
    originUrl: options.originUrl,
    developmentUrl: options.crawl?.origin.startsWith('http:') ? options.crawl.origin : null,
  });
  const policy = compiled(options.out, text);
  const replay = await replayOf(policy, sources, options.crawl, hosts);
  const skippedOperations = sources.documents.reduce((sum, { skipped }) => sum + skipped, 0);
  const notes = options.crawl?.pages.notes ?? [];
  return { text, policy, proposal, survey, evidence, hosts, code, replay, notes, skippedOperations };
}

async function surveyOf(sources: OpenedSources, crawl: Crawl | null): Promise<Survey> {
  const survey = createSurvey();
  await sources.read((entry) => {
    if (entry.kind === 'request') survey.add(entry.request);
  });
  for (const { request } of crawl?.visits ?? []) survey.add(request);
  return survey.result();
}

async function evidenceOf(
  sources: OpenedSources,
  crawl: Crawl | null,
  survey: Survey,
  hosts: ChosenHosts,
): Promise<Evidence> {
  const evidence = createEvidence({ survey, groupOf: hosts.groupOf });
  const [first] = hosts.patterns;
  // What documents call variables is known before requests come.
  for (const { operations } of sources.documents)
    for (const operation of operations) evidence.addDocumented(first?.text ?? '', operation);
  await sources.read((entry) => {
    if (entry.kind === 'request') evidence.add(entry.request);
  });
  for (const { request, visitor } of crawl?.visits ?? []) evidence.add(request, visitor);
  return evidence.result();
}

async function replayOf(
  policy: Policy,
  sources: OpenedSources,
  crawl: Crawl | null,
  { renamedTo }: ChosenHosts,
): Promise<ReplayResult> {
  // Evidence of a machine's own http stands for the public https.
  const replay = createReplay(policy, { scheme: 'https', ...(renamedTo === null ? {} : { host: renamedTo }) });
  await sources.read(replay.add);
  for (const { request } of crawl?.visits ?? []) replay.add({ kind: 'request', request }, 'crawl');
  return replay.result();
}

function compiled(out: string, text: string): Policy {
  const result = compileRules({ file: out, text });
  if (result.ok) return result.policy;
  throw new CommandError(
    1,
    `The proposal does not compile, so nothing was written. This is a mistake of init:\n${formatProblems(result.problems)}`,
  );
}

/** Hosts of documents count where there is no request to say better. */
function documentedHosts({ documents, logs }: OpenedSources, { requests }: Survey): readonly string[] {
  return logs.length > 0 && requests > 0 ? [] : documents.flatMap(({ hosts }) => hosts).slice(0, 1);
}

function noHost({ requests, hosts }: Survey, { documents }: OpenedSources): string {
  if (requests === 0 && documents.length === 0) return 'There is no request in the evidence.';
  return hosts.size <= 1 && hosts.has('') ? 'The log names no host.' : 'No host of the evidence is a public host name.';
}

async function nothingToPropose({ requests }: Survey, sources: OpenedSources): Promise<string> {
  if (requests === 0 && sources.events() > 0)
    return 'These are logs of a gateway, which cannot show what its rules refuse. Name access logs of the app.';
  if (requests === 0 && sources.logs.length > 0) {
    const unread = await firstUnreadable(sources);
    return unread === null
      ? `There is no entry in ${sources.logs.join(', ')}.`
      : `No entry can be read as a request: ${unread}. Name the format of the log with --format.`;
  }
  return `None of ${requests} requests stands behind a path: none worked, or each was set aside. Name a log of the app itself.`;
}

/** Where the first entry stands that cannot be read, and why; `null`: every entry can. */
async function firstUnreadable(sources: OpenedSources): Promise<string | null> {
  let first: string | null = null;
  await sources.read((entry, place) => {
    if (entry.kind === 'unreadable') first ??= `${place}: ${entry.problem}`;
  });
  return first;
}
