import type { Reported } from '@portcullis/rules/analysis';
import { logLines } from '../files/log-lines.ts';
import type { Members } from '../format/members.ts';
import { readReported } from './read-reported.ts';

/** What the log of a gateway says of reports: a line stands for those that were alike, but for the last few. */
export async function loggedReports(logs: readonly string[]): Promise<readonly Reported[]> {
  const found = new Map<string, Reported>();
  for (const log of logs) {
    for await (const line of logLines(log)) {
      const reported = reportIn(line);
      if (reported !== null) add(found, reported);
    }
  }
  return [...found.values()];
}

function add(found: Map<string, Reported>, reported: Reported): void {
  const { route, directive, disposition, blocked } = reported;
  const key = JSON.stringify([route, directive, disposition, blocked]);
  const known = found.get(key) ?? { ...reported, count: 0 };
  const days = [known.first, known.last, reported.first, reported.last].sort();
  found.set(key, {
    ...known,
    count: known.count + reported.count,
    first: days.at(0) ?? known.first,
    last: days.at(-1) ?? known.last,
  });
}

function reportIn(line: string): Reported | null {
  const { event, time, times, report } = membersIn(line);
  if (event !== 'report' || typeof time !== 'string') return null;
  const members = typeof report === 'object' && report !== null ? (report as Members) : {};
  const { document } = members;
  const path = typeof document === 'string' && URL.canParse(document) ? new URL(document).pathname : null;
  const day = time.slice(0, 10);
  return readReported({ ...members, document: path, count: times, first: day, last: day });
}

function membersIn(line: string): Members {
  if (!line.startsWith('{')) return {};
  try {
    return JSON.parse(line) as Members;
  } catch {
    return {};
  }
}
