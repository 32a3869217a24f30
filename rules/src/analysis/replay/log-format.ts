import { parseCloudflareLine } from './cloudflare-log.ts';
import { parseCombinedLine } from './combined-log.ts';
import { asRecord } from './fields.ts';
import type { ParsedEntry } from './logged-request.ts';

/** Formats of logs. `har` is one document; the others are read line by line. */
export type LogFormat = 'combined' | 'cloudflare' | 'har' | 'portcullis';

/** Tells the format by the first line that is not blank. */
export function detectFormat(firstLine: string): LogFormat {
  if (!firstLine.trimStart().startsWith('{')) return 'combined';
  const record = asRecord(firstLine);
  // A HAR file begins with a line of its own, or is one line with everything.
  if (record === null || 'log' in record) return 'har';
  return record['event'] === 'request' ? 'portcullis' : 'cloudflare';
}

/** Parsers of the formats in which a line is a request. */
export const LINE_PARSERS: Readonly<Record<'combined' | 'cloudflare', (line: string) => ParsedEntry>> = {
  combined: parseCombinedLine,
  cloudflare: parseCloudflareLine,
};
