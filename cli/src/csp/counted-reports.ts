import type { Reported } from '@portcullis/rules/analysis';
import type { AdminClient } from '../admin/admin-client.ts';
import type { Members } from '../format/members.ts';
import { pages } from '../format/pages.ts';
import { CommandError, type Io } from '../io.ts';
import { readReported } from './read-reported.ts';

/** What a running gateway has counted. */
export async function countedReports(client: AdminClient, io: Io): Promise<readonly Reported[]> {
  const found: Reported[] = [];
  let overflow = 0;
  for await (const entries of pages(client, 'reports', 'reports')) {
    for (const { route, kinds, overflow: further } of entries as readonly Members[]) {
      if (!Array.isArray(kinds) || typeof further !== 'number') throw odd();
      overflow += further;
      for (const kind of kinds as readonly Members[]) {
        const reported = readReported({ ...kind, route });
        if (reported === null) throw odd();
        found.push(reported);
      }
    }
  }
  if (overflow > 0)
    io.notify(`${overflow} further reports were of too many kinds to be kept apart, and are not in it.`);
  return found;
}

function odd(): CommandError {
  return new CommandError(1, 'The gateway did not answer with counts of reports. Is its version different?');
}
