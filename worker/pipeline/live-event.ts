import { logLine } from '@portcullis/rules/engine';
import type { SourceLine } from '@portcullis/rules/policy';
import type { LiveReason } from '../core/metrics/index.ts';
import { requestRecord } from './audit-event.ts';
import type { RoutedExchange } from './exchange.ts';

/** What was open. */
export type LiveKind = 'websocket' | 'stream';

/** Why a connection was ended, or went on without having been checked. */
export interface LiveCause {
  readonly reason: LiveReason;
  /** Line of the rule behind it. */
  readonly at: SourceLine | null;
  readonly detail?: string;
}

/** One line of the log: the gateway ended a connection, or could not check whether its session still holds. */
export function recordLive(
  event: 'connection_ended' | 'connection_unchecked',
  exchange: RoutedExchange,
  connection: LiveKind,
  { reason, at, detail }: LiveCause,
): void {
  const nowMs = Date.now();
  const record = {
    ...requestRecord(exchange),
    event,
    time: new Date(nowMs).toISOString(),
    connection,
    reason,
    rule: at,
    detail: detail ?? null,
    durationMs: nowMs - exchange.startedMs,
  };
  console.log(logLine(record));
}
