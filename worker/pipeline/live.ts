import { type Identified, publicAnswer, type Session, sessionOf } from '@portcullis/rules/engine';
import type { RoutedExchange } from './exchange.ts';
import { announcedBytes, breakableAnswer } from './live-body.ts';
import { type LiveCause, type LiveKind, recordLive } from './live-event.ts';
import { relaySocket } from './live-socket.ts';
import { watchSession } from './live-watch.ts';

/** A body of announced length up to this passes untouched: it has soon left the gateway, and holds nothing newer. */
const SHORT_BODY_BYTES = 1024 * 1024;

/** The session that an open connection depends on: its route needs one, and the rules are in force. */
export function liveSession(decision: Identified): Session | null {
  const { route } = decision;
  const needed = route.access.kind === 'roles' && !route.observe.includes('roles');
  return needed ? sessionOf(decision) : null;
}

/**
 * Ties what may stay open to its session: a WebSocket, an event stream, a body that is long or of unknown length.
 * Returns what the client gets in the answer's place.
 * @param cancel ends the request to the origin; needed for WebSockets
 */
export function tieToSession(
  exchange: RoutedExchange,
  session: Session,
  answer: Response,
  cancel: AbortController | null,
): Response {
  if (answer.webSocket !== null) return tieSocket(exchange, session, answer, answer.webSocket, cancel);
  const { body } = answer;
  const length = announcedBytes(answer.headers);
  if (body === null || (length !== null && length <= SHORT_BODY_BYTES)) return answer;
  const breakable = breakableAnswer(answer, body);
  const stop = watchSession(exchange, session, {
    onEnd: (refusal) => {
      record(exchange, 'stream', refusal);
      breakable.breakOff();
    },
    onUnchecked: (detail) => recordUnchecked(exchange, 'stream', detail),
  });
  void breakable.ended.then(stop);
  return breakable.answer;
}

function tieSocket(
  exchange: RoutedExchange,
  session: Session,
  answer: Response,
  origin: WebSocket,
  cancel: AbortController | null,
): Response {
  let stop = (): void => undefined;
  const relayed = relaySocket(origin, {
    dropOrigin: () => cancel?.abort(),
    dropClient: exchange.drop,
    onClosed: () => stop(),
    onOverflow: () => record(exchange, 'websocket', { reason: 'reader_too_slow', at: null }),
  });
  stop = watchSession(exchange, session, {
    onEnd: (refusal) => {
      record(exchange, 'websocket', refusal);
      relayed.end(publicAnswer(refusal.reason).code);
    },
    onUnchecked: (detail) => recordUnchecked(exchange, 'websocket', detail),
  });
  return new Response(null, { status: 101, headers: answer.headers, webSocket: relayed.client });
}

function record(exchange: RoutedExchange, kind: LiveKind, cause: LiveCause): void {
  const { ended } = exchange.config.meters.live;
  ended[cause.reason] = (ended[cause.reason] ?? 0) + 1;
  recordLive('connection_ended', exchange, kind, cause);
}

function recordUnchecked(exchange: RoutedExchange, kind: LiveKind, detail: string): void {
  exchange.config.meters.live.unchecked += 1;
  recordLive('connection_unchecked', exchange, kind, {
    reason: 'state_unavailable',
    at: exchange.decision.route.at,
    detail,
  });
}
