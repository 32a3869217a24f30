import { ADMIT, RELEASE } from './admit-script.ts';
import { CHANGE } from './change-script.ts';
import { BACKUP_NAMES, LIST_KEPT, READ_KEPT, WRITE_KEPT } from './kept-scripts.ts';
import { FEED, LIST, POLICY, SCAN } from './read-scripts.ts';
import { COUNT_REPORTS, REPORTS } from './report-scripts.ts';

/** The operations as Lua, each one atomic in Redis, by the first item of its reply. */
export const SCRIPTS = {
  admit: ADMIT,
  release: RELEASE,
  change: CHANGE,
  feed: FEED,
  scan: SCAN,
  list: LIST,
  policy: POLICY,
  readKept: READ_KEPT,
  writeKept: WRITE_KEPT,
  listKept: LIST_KEPT,
  backupNames: BACKUP_NAMES,
  count: COUNT_REPORTS,
  reports: REPORTS,
};

export type ScriptName = keyof typeof SCRIPTS;
