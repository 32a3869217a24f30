import { isAlbLine, parseAlbLine } from './alb-log.ts';
import { parseCaddyLine } from './caddy-log.ts';
import { parseCloudflareLine } from './cloudflare-log.ts';
import { parseCombinedLine } from './combined-log.ts';
import { asRecord, recordOf } from './fields.ts';
import type { ParsedEntry } from './logged-request.ts';
import { parseTraefikLine } from './traefik-log.ts';

/** Formats of logs. `har` is one document; the others are read line by line. */
export const LOG_FORMATS = ['combined', 'cloudflare', 'caddy', 'traefik', 'alb', 'har', 'portcullis'] as const;

export type LogFormat = (typeof LOG_FORMATS)[number];

/** Detects the format from the first line that is not blank. */
export function detectFormat(firstLine: string): LogFormat {
  if (isAlbLine(firstLine)) return 'alb';
  if (!firstLine.trimStart().startsWith('{')) return 'combined';
  const record = asRecord(firstLine);
  // A HAR file begins with a line of its own, or is one line with everything.
  if (record === null || 'log' in record) return 'har';
  if (record['event'] === 'request') return 'portcullis';
  if ('RequestMethod' in record || 'DownstreamStatus' in record) return 'traefik';
  if ('elb' in record || 'elb_status_code' in record) return 'alb';
  // Caddy's other messages may come first.
  if (recordOf(record['request']) !== null || ('level' in record && 'ts' in record)) return 'caddy';
  return 'cloudflare';
}

/** Parsers of the formats in which a line is a request. */
export const LINE_PARSERS: Readonly<Record<Exclude<LogFormat, 'har' | 'portcullis'>, (line: string) => ParsedEntry>> = {
  combined: parseCombinedLine,
  cloudflare: parseCloudflareLine,
  caddy: parseCaddyLine,
  traefik: parseTraefikLine,
  alb: parseAlbLine,
};
