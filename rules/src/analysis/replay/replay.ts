import { canonicalTarget, createHostMatcher, type Reason } from '../../engine/index.ts';
import type { Policy, SourceLine } from '../../policy/index.ts';
import { createGroups, isWorking, type RequestGroup } from './groups.ts';
import { createJudge, type JudgeOptions, type Verdict, type Visitors } from './judge.ts';
import type { LoggedRequest, ParsedEntry } from './logged-request.ts';
import type { LoggableFact } from './missing-facts.ts';
import { plainText } from './plain-text.ts';

/** `observed`: no one passes once every control is enforced, but requests pass for now. */
export type ReplayOutcome = 'anyone' | 'roles' | 'observed' | 'refused';

/** What the rules do with requests of a group. */
export interface Treatment {
  readonly outcome: ReplayOutcome;
  readonly enforced: Visitors;
  readonly passing: Visitors;
  /** Why no one passes, if no one does. */
  readonly reason: Reason | null;
  readonly rule: SourceLine | null;
  readonly route: string | null;
}

/** A change between two sets of rules: who passes by the one and by the other. */
export interface Change {
  readonly kind: 'opened' | 'closed';
  readonly before: Visitors;
  readonly after: Visitors;
  readonly ruleBefore: SourceLine | null;
  readonly ruleAfter: SourceLine | null;
}

export interface ReplayOptions {
  /** In place of what the log says. */
  readonly host?: string;
  readonly scheme?: 'http' | 'https';
  readonly timeSeconds?: number;
  /** Other rules, from which requests may have changed. */
  readonly against?: Policy;
}

export interface ReplayResult {
  readonly requests: number;
  /** Entries without a request, such as probes in another protocol. */
  readonly nothing: number;
  readonly unreadable: { readonly count: number; readonly first: readonly { place: string; problem: string }[] };
  /** Requests that name no host, where none was given. They were not judged. */
  readonly withoutHost: number;
  /** Requests of a browser to hosts that the rules do not name, such as those of scripts from elsewhere. They were not judged. */
  readonly elsewhere: { readonly count: number; readonly hosts: readonly string[] };
  readonly outcomes: Readonly<Record<ReplayOutcome, number>>;
  /** Requests that `worked` and that the rules refuse for everyone. */
  readonly broken: number;
  /** How often something that the log does not say was assumed to be in order. */
  readonly assumed: Readonly<Partial<Record<LoggableFact, number>>>;
  readonly groups: readonly (Treatment & RequestGroup)[];
  /** Openings first; `null` without other rules. */
  readonly changes: readonly (Change & RequestGroup)[] | null;
}

/** Takes the entries of logs one by one, in constant memory. */
export interface Replay {
  /** @param place of the entry, as `access.log:17` */
  readonly add: (entry: ParsedEntry, place: string) => void;
  readonly result: () => ReplayResult;
}

const MAX_SHOWN_UNREADABLE = 5;
const MAX_SHOWN_HOSTS = 20;
const MAX_HOST_CHARACTERS = 120;

/** Starts a replay of logs against rules. */
export function createReplay(policy: Policy, options: ReplayOptions = {}): Replay {
  const judge = createJudge(policy);
  const judgeBefore = options.against === undefined ? null : createJudge(options.against);
  const onlyHost = soleHost(policy);
  const groups = createGroups<Treatment>((treatment) => ({ ...treatment, route: null, rule: null }));
  const changes = createGroups<Change>((change) => ({ ...change, ruleBefore: null, ruleAfter: null }));
  const outcomes: Record<ReplayOutcome, number> = { anyone: 0, roles: 0, observed: 0, refused: 0 };
  const assumed: Partial<Record<LoggableFact, number>> = {};
  const isNamed = hostMatcher(options.against === undefined ? [policy] : [policy, options.against]);
  // With a host of one's own choice, the first that a browser asked is the app's.
  let recordedHost: string | null = null;
  const elsewhere = { count: 0, hosts: new Set<string>() };
  const unreadable: { place: string; problem: string }[] = [];
  const counts = { requests: 0, nothing: 0, unreadable: 0, withoutHost: 0 };

  const addRequest = (request: LoggedRequest): void => {
    const host = options.host ?? request.host ?? onlyHost;
    if (host === null) {
      counts.withoutHost += 1;
      return;
    }
    if (request.byBrowser) recordedHost ??= request.host;
    const isOwn = options.host === undefined ? isNamed(host) : request.host === recordedHost;
    if (request.byBrowser && !isOwn) {
      elsewhere.count += 1;
      if (elsewhere.hosts.size < MAX_SHOWN_HOSTS)
        elsewhere.hosts.add(plainText(request.host ?? host, MAX_HOST_CHARACTERS));
      return;
    }
    const timeSeconds = options.timeSeconds ?? null;
    const settings: JudgeOptions = { host, scheme: options.scheme ?? request.scheme ?? 'https', timeSeconds };
    const verdict = judge(request, settings);
    const treatment = treatmentOf(verdict);
    counts.requests += 1;
    outcomes[treatment.outcome] += 1;
    for (const thing of verdict.assumed) assumed[thing] = (assumed[thing] ?? 0) + 1;
    groups.add(treatment, request, isWorking(request.status) && !isRedirectedAlike(treatment, request));
    const change = judgeBefore === null ? null : changeOf(judgeBefore(request, settings), verdict);
    if (change !== null) changes.add(change, request);
  };

  return {
    add: (entry, place) => {
      if (entry.kind === 'request') return addRequest(entry.request);
      if (entry.kind === 'nothing') {
        counts.nothing += 1;
        return;
      }
      counts.unreadable += 1;
      if (unreadable.length < MAX_SHOWN_UNREADABLE) unreadable.push({ place, problem: entry.problem });
    },
    result: () => {
      const all = groups.all();
      const refused = all.filter(({ outcome }) => outcome === 'refused');
      return {
        ...counts,
        elsewhere: { count: elsewhere.count, hosts: [...elsewhere.hosts] },
        unreadable: { count: counts.unreadable, first: unreadable },
        outcomes,
        broken: refused.reduce((sum, { worked }) => sum + worked, 0),
        assumed,
        groups: all,
        changes: judgeBefore === null ? null : openingsFirst(changes.all()),
      };
    },
  };
}

/** Whether any of the rules names a host, as a URL writes it. */
function hostMatcher(policies: readonly Policy[]): (host: string) => boolean {
  const matchers = policies.map(({ hosts }) => createHostMatcher(hosts));
  return (host) => {
    const target = canonicalTarget(`https://${host}/`);
    // A host that cannot be read is none of the app's, nor is what the rules do not name.
    return !('reason' in target) && matchers.some((match) => match(target.host.replace(/:80$/, '')) !== null);
  };
}

/** The host of rules that have one only. */
function soleHost({ hosts }: Policy): string | null {
  const [only] = hosts;
  return hosts.length === 1 && only !== undefined && !only.labels.includes(null) ? only.pattern : null;
}

function treatmentOf({ enforced, passing, refusal, route }: Verdict): Treatment {
  return {
    outcome: outcomeOf(enforced, passing),
    enforced,
    passing,
    reason: refusal?.reason ?? null,
    rule: refusal === null ? (route?.at ?? null) : refusal.at,
    route: route?.id ?? null,
  };
}

/** Plain http was answered with a redirect before, as the gateway answers it: nothing is lost. */
function isRedirectedAlike({ reason }: Treatment, { status }: LoggedRequest): boolean {
  return reason === 'https_redirected' && status !== null && status >= 300 && status < 400;
}

function outcomeOf(enforced: Visitors, passing: Visitors): ReplayOutcome {
  if (enforced.everyone) return 'anyone';
  if (enforced.roles.length > 0) return 'roles';
  return passing.everyone || passing.roles.length > 0 ? 'observed' : 'refused';
}

/** Compares who passes as the rules stand. What is both opened and closed counts as opened. */
function changeOf(before: Verdict, after: Verdict): Change | null {
  const opened = exceeds(after.passing, before.passing);
  if (!opened && !exceeds(before.passing, after.passing)) return null;
  return {
    kind: opened ? 'opened' : 'closed',
    before: before.passing,
    after: after.passing,
    ruleBefore: before.refusal?.at ?? before.route?.at ?? null,
    ruleAfter: after.refusal?.at ?? after.route?.at ?? null,
  };
}

function exceeds(visitors: Visitors, others: Visitors): boolean {
  if (others.everyone) return false;
  return visitors.everyone || visitors.roles.some((role) => !others.roles.includes(role));
}

function openingsFirst<T extends { readonly kind: Change['kind'] }>(changes: readonly T[]): readonly T[] {
  return [...changes.filter(({ kind }) => kind === 'opened'), ...changes.filter(({ kind }) => kind === 'closed')];
}
