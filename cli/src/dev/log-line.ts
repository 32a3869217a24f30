import { visibleText } from '@portcullis/rules/engine';

/** Members of an audit event that a person watches in a terminal. */
interface WatchedEvent {
  readonly event?: unknown;
  readonly time?: unknown;
  readonly status?: unknown;
  readonly method?: unknown;
  readonly path?: unknown;
  readonly target?: unknown;
  readonly reason?: unknown;
  readonly detail?: unknown;
  readonly rule?: unknown;
  readonly tenant?: unknown;
  readonly user?: unknown;
  readonly notes?: unknown;
}

/** A line of the gateway's log for a terminal: an audit event in short, anything else as it is, and nothing that moves its cursor. */
export function shortLogLine(line: string): string {
  return visibleText(shortened(line));
}

function shortened(line: string): string {
  const event = parseEvent(line);
  if (event === null) return line;
  const time = String(event.time).slice(11, 19);
  const who = event.user === null ? 'anonymous' : `${event.user} of ${event.tenant}`;
  const notes = Array.isArray(event.notes) ? event.notes.join(', ') : '';
  const why = event.reason === null ? notes : `${event.reason}${event.detail === null ? '' : ` (${event.detail})`}`;
  const rule = event.rule === null ? '' : `  ${event.rule}`;
  return `${time} gate  ${event.status} ${event.method} ${event.path ?? event.target ?? '?'}  ${who}  ${why}${rule}`;
}

function parseEvent(line: string): WatchedEvent | null {
  if (!line.startsWith('{')) return null;
  try {
    const value = JSON.parse(line) as WatchedEvent;
    return value.event === 'request' ? value : null;
  } catch {
    return null;
  }
}
