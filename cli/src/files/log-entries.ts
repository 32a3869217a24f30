import {
  detectFormat,
  LINE_PARSERS,
  LOG_FORMATS,
  type LogFormat,
  type ParsedEntry,
  parseHar,
} from '@portcullis/rules/analysis';
import { CommandError } from '../io.ts';
import { logDocument, logLines } from './log-lines.ts';

/** Takes what a log holds, in its order. */
export interface LogSink {
  /** @param place such as `access.log:17` */
  readonly entry: (entry: ParsedEntry, place: string) => void;
  /** A line of the gateway's own log. */
  readonly event: (line: string) => void;
}

/**
 * Reads a log to its end, line by line; a HAR file as a whole.
 * @param asked the format; `null`: by the first line
 */
export async function readLogEntries(log: string, asked: LogFormat | null, sink: LogSink): Promise<void> {
  let format = asked;
  let number = 0;
  if (format !== 'har') {
    for await (const line of logLines(log)) {
      number += 1;
      if (line.trim() === '') continue;
      format ??= detectFormat(line);
      if (format === 'har') break;
      if (format === 'portcullis') sink.event(line);
      else sink.entry(LINE_PARSERS[format](line), `${log}:${number}`);
    }
  }
  if (format === 'har') await readHar(log, asked, sink);
}

async function readHar(log: string, asked: LogFormat | null, sink: LogSink): Promise<void> {
  if (log === '-' && asked === null) throw new CommandError(2, 'A HAR file on standard input needs --format har.');
  const entries = parseHar(await logDocument(log));
  if (entries === null)
    throw new CommandError(2, `"${log}" is not a HAR file. Name its format with --format: ${LOG_FORMATS.join(', ')}.`);
  for (const [index, entry] of entries.entries()) sink.entry(entry, `${log}, entry ${index + 1}`);
}
