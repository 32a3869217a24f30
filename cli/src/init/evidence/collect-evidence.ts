import { type LoggedRequest, plainText } from '@portcullis/rules/analysis';
import { METHODS } from '@portcullis/rules/compiler';
import { canonicalTarget, GATEWAY_PREFIX } from '@portcullis/rules/engine';
import { isSuccess } from './is-success.ts';
import { createPathTree, type PathNode, type PathTree } from './path-tree.ts';
import { createRates, type RateSummary } from './rates.ts';
import { isHiddenFile } from './scanners.ts';
import { shownPath } from './shown-path.ts';
import type { Survey } from './survey.ts';
import { type Counted, createTally } from './tally.ts';

/** What the requests show, by group of hosts. */
export interface Evidence {
  /** Paths that worked, by the name of their group of hosts. */
  readonly paths: ReadonlyMap<string, PathNode>;
  /** Requests that worked, and stand behind a path. */
  readonly counted: number;
  readonly rates: { readonly all: RateSummary; readonly changes: RateSummary };
  readonly setAside: Readonly<Record<SetAside, { readonly total: number; readonly entries: readonly Counted[] }>>;
}

/** Why a request that worked stands behind no path, or that it was never anything but refused. */
export type SetAside = 'scanner' | 'answerToAll' | 'hidden' | 'onlyRefused' | 'preflight' | 'tooMany';

const SET_ASIDE: readonly SetAside[] = ['scanner', 'answerToAll', 'hidden', 'onlyRefused', 'preflight', 'tooMany'];

export interface EvidenceOptions {
  readonly survey: Survey;
  /** The group of a host in lower case; `null`: it is not one of the app's. `''` stands for a log without hosts. */
  readonly groupOf: (host: string, byBrowser: boolean) => string | null;
}

export interface EvidenceCollector {
  /** @param visitor for a request of a crawl: to whom it opened; `null` to no one */
  readonly add: (request: LoggedRequest, visitor?: string | null) => void;
  /** An operation of an API's document. */
  readonly addDocumented: (group: string, operation: DocumentedOperation) => void;
  readonly result: () => Evidence;
}

export interface DocumentedOperation {
  readonly method: string;
  /** Segments as the document has them, `{name}` among them. */
  readonly segments: readonly string[];
  /** Stated to need no credentials. */
  readonly isPublic: boolean;
}

/** A request that may stand behind a path, brought into its canonical form. */
interface Judged {
  readonly group: string;
  readonly path: string;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const MAX_REFUSED = 5_000;

/** Starts to collect. Memory is bounded, regardless of how much is added. */
export function createEvidence({ survey, groupOf }: EvidenceOptions): EvidenceCollector {
  const trees = new Map<string, PathTree>();
  const aside = new Map(SET_ASIDE.map((reason) => [reason, createTally()]));
  const [all, changes] = [createRates(), createRates()];
  const refused = new Map<
    string,
    { readonly group: string; readonly path: string; readonly method: string; count: number }
  >();
  let counted = 0;
  const treeOf = (group: string): PathTree => {
    const tree = trees.get(group) ?? createPathTree();
    trees.set(group, tree);
    return tree;
  };
  const setAside = (reason: SetAside, method: string, path: string, count = 1): void =>
    aside.get(reason)?.add(`${plainText(method, 20)} ${shownPath(path)}`, count);

  const addRefused = ({ group, path }: Judged, method: string): void => {
    const key = JSON.stringify([group, method, path]);
    const known = refused.get(key) ?? { group, path, method, count: 0 };
    known.count += 1;
    if (refused.size < MAX_REFUSED || refused.has(key)) refused.set(key, known);
  };

  const addWorked = (request: LoggedRequest, { group, path }: Judged, visitor: string | null | undefined): void => {
    const uses = treeOf(group).uses(path, request.method);
    if (uses === null) {
      setAside('tooMany', request.method, path);
      return;
    }
    counted += 1;
    uses.requests += 1;
    if (request.status !== null && request.status >= 300 && request.status !== 304) uses.redirects += 1;
    if (request.status === 101 || request.headers?.['upgrade'] === 'websocket') uses.sockets += 1;
    if (request.hasUser === true) uses.withUser += 1;
    uses.mostBodyBytes = Math.max(uses.mostBodyBytes, request.bodyBytes);
    if (visitor !== undefined && visitor !== null) uses.visitors.set(visitor, (uses.visitors.get(visitor) ?? 0) + 1);
    if (visitor === undefined) {
      all.add(request.address, request.timeSeconds);
      if (!SAFE.has(request.method)) changes.add(request.address, request.timeSeconds);
    }
  };

  return {
    add: (request, visitor) => {
      const judged = judge(request, groupOf);
      if (judged === null) return;
      const { method, status } = request;
      const isRefused = status === 401 || status === 403;
      if (!isSuccess(status) && !isRefused) return;
      if (!isRefused && isHiddenFile(judged.path)) return setAside('hidden', method, judged.path);
      if (visitor === undefined && (survey.isScanner(request.address) || survey.isTried(request.target)))
        return isRefused ? undefined : setAside('scanner', method, judged.path);
      if (isRefused) return addRefused(judged, method);
      if (survey.answersToAll.includes(request)) return setAside('answerToAll', method, judged.path);
      if (!survey.usesWebDav && isPreflight(request)) return setAside('preflight', method, judged.path);
      addWorked(request, judged, visitor);
    },
    addDocumented: (group, { method, segments, isPublic }) => {
      const uses = treeOf(group).usesOfPattern(segments, method);
      if (uses !== null) uses.documented = { isPublic };
    },
    result: () => {
      for (const { group, path, method, count } of refused.values()) {
        const uses = trees.get(group)?.find(path, method) ?? null;
        if (uses === null) setAside('onlyRefused', method, path, count);
        else uses.refused += count;
      }
      return {
        paths: new Map([...trees].map(([group, { root }]) => [group, root])),
        counted,
        rates: { all: all.result(), changes: changes.result() },
        setAside: Object.fromEntries(
          [...aside].map(([reason, tally]) => [reason, { total: tally.total(), entries: tally.entries() }]),
        ) as Evidence['setAside'],
      };
    },
  };
}

/** `null`: what the gateway refuses for its form, methods that no route can name, and the gateway's own paths. */
function judge({ method, host, target, byBrowser }: LoggedRequest, groupOf: EvidenceOptions['groupOf']): Judged | null {
  const group = groupOf((host ?? '').toLowerCase(), byBrowser);
  if (group === null || !METHODS.includes(method)) return null;
  const canonical = canonicalTarget(`https://app.example${target}`);
  // A spelling that servers read in several ways is for a person to keep, on a route of its own.
  if ('reason' in canonical || canonical.odd !== undefined || canonical.path.toLowerCase().startsWith(GATEWAY_PREFIX))
    return null;
  return { group, path: canonical.path };
}

/** Browsers ask so before a page of another site may call; the gateway answers itself, where `cors` says so. */
function isPreflight({ method, headers }: LoggedRequest): boolean {
  return method === 'OPTIONS' && (headers === null || headers['access-control-request-method'] !== undefined);
}
