import { logLine } from '@portcullis/rules/engine';
import { shownPath, shownPlace } from './blocked-source.ts';
import { createLogWindow } from './log-window.ts';
import { readViolations, type Violation } from './read-violations.ts';
import { dayOf, type RouteCounts } from './reported-kind.ts';
import { createTally } from './tally.ts';

/** Takes reports of browsers: counts them, and logs each kind once in a while. */
export interface ReportDesk {
  /** @param text body of a report, from any client; `null`: one that could not be read */
  readonly receive: (text: string | null, from: ReportSource) => void;
}

export interface ReportSource {
  readonly requestId: string;
  /** Route of the rules that a page belongs to; `null` where it is none of theirs. */
  readonly routeOf: (page: URL) => string | null;
  /** Keeps work alive after the response. */
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** What became of reports. */
export interface ReportFigures {
  counted: number;
  /** Unreadable, or of a page that the rules do not know. */
  dropped: number;
  /** Lines of the log: the rest was said already. */
  logged: number;
  /** Counted here, but the store did not take the counts. */
  lost: number;
}

export interface ReportDeskOptions {
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  readonly log: (line: string) => void;
  /** Adds counts to those of the store. */
  readonly write: (day: number, counts: readonly RouteCounts[]) => Promise<void>;
  readonly figures: ReportFigures;
}

/** Counts are written this much later, all at once. */
const BATCH_MS = 2000;
/** After this time a batch is not waited for any more: the request that was to write it may have been cut off. */
const BATCH_LOST_MS = 10_000;
const MAX_PENDING_KINDS = 500;
const LOG_WINDOW_MS = 10 * 60_000;
const MAX_LOGGED_KINDS = 500;

/** One for each isolate. */
export function createReportDesk({ now, wait, log, write, figures }: ReportDeskOptions): ReportDesk {
  const tally = createTally(MAX_PENDING_KINDS);
  const window = createLogWindow(LOG_WINDOW_MS, MAX_LOGGED_KINDS);
  let batchStartedMs: number | null = null;

  const writeBatch = async (): Promise<void> => {
    await wait(BATCH_MS);
    batchStartedMs = null;
    const counts = tally.take();
    await write(dayOf(now()), counts).catch(() => {
      figures.lost += counts.reduce((sum, { kinds, overflow }) => sum + overflow + countOf(kinds), 0);
    });
  };
  const batch = (waitUntil: ReportSource['waitUntil']): void => {
    const ageMs = batchStartedMs === null ? null : now() - batchStartedMs;
    if (ageMs !== null && ageMs >= 0 && ageMs < BATCH_LOST_MS) return;
    batchStartedMs = now();
    waitUntil(writeBatch());
  };
  const count = (violation: Violation, { requestId, routeOf, waitUntil }: ReportSource): void => {
    const route = routeOf(violation.document);
    if (route === null) {
      figures.dropped += 1;
      return;
    }
    figures.counted += 1;
    tally.add(route, violation, shownPath(violation.document.pathname));
    batch(waitUntil);
    const times = window.enter(placeKey(route, violation), now());
    if (times === null) return;
    figures.logged += 1;
    log(
      logLine({
        event: 'report',
        time: new Date(now()).toISOString(),
        requestId,
        times,
        report: shown(route, violation),
      }),
    );
  };

  return {
    receive: (text, source) => {
      const { violations, unread } = text === null ? { violations: [], unread: 1 } : readViolations(text);
      figures.dropped += unread;
      for (const violation of violations) count(violation, source);
    },
  };
}

function countOf(kinds: RouteCounts['kinds']): number {
  return kinds.reduce((sum, { count }) => sum + count, 0);
}

function placeKey(route: string, { directive, disposition, blocked, source, line }: Violation): string {
  return JSON.stringify([route, directive, disposition, blocked, source, line]);
}

/** For the log: members that say nothing are not there. */
function shown(route: string, { directive, disposition, blocked, document, ...place }: Violation): object {
  const known = Object.entries(place).filter(([, value]) => value !== null);
  return {
    route,
    directive,
    disposition,
    blocked,
    document: shownPlace(document.href),
    ...Object.fromEntries(known),
  };
}
