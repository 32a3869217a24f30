/** Close code of a connection whose session has ended: policy violation (RFC 6455 section 7.4.1). */
const POLICY_VIOLATION = 1008;
/** Close code of a connection whose reader cannot follow: try again later (registered with IANA). */
const TRY_AGAIN_LATER = 1013;

/**
 * The runtime cannot stop reading one side while the other is slow: what is on its way is held in memory. A
 * reader that lags by more than this, the longest message that the runtime takes, loses its connection, so that it cannot
 * take the memory of all others.
 */
const MAX_UNSENT_BYTES = 32 * 1024 * 1024;

/** How long a client may take to answer a close frame before it is cut off, with all that it has not read. */
const CLOSE_WAIT_MS = 1000;

/** Both ends of a WebSocket, relayed message by message. */
export interface RelayedSocket {
  /** For the answer to the client. */
  readonly client: WebSocket;
  /** Closes both sides because the session has ended; takes a second at most. @param reason at most 123 bytes, sent to both */
  readonly end: (reason: string) => void;
}

/** What else a relay needs to know or to do. */
export interface RelayOptions {
  /** Breaks the origin's side off, without a close frame. */
  readonly dropOrigin: () => void;
  /** The same for the client's side. */
  readonly dropClient: () => void;
  /** Called once, when either side has closed or `end` was called. */
  readonly onClosed: () => void;
  /** One side could not follow, and both were closed. */
  readonly onOverflow: () => void;
}

/** Stands between an origin's WebSocket and the client's. Takes over `origin`. */
export function relaySocket(origin: WebSocket, options: RelayOptions): RelayedSocket {
  const { 0: client, 1: gate } = new WebSocketPair();
  let closed = false;

  function finish(): boolean {
    if (closed) return false;
    closed = true;
    options.onClosed();
    return true;
  }

  function closeBoth(code: number, reason: string): void {
    if (!finish()) return;
    closeSocket(origin, code, reason);
    closeSocket(gate, code, reason);
    const timer = setTimeout(options.dropClient, CLOSE_WAIT_MS);
    gate.addEventListener('close', () => clearTimeout(timer));
  }

  function pass(from: WebSocket, to: WebSocket, drop: () => void): void {
    from.addEventListener('message', ({ data }) => {
      if (closed) return;
      if (to.bufferedAmount > MAX_UNSENT_BYTES) {
        options.onOverflow();
        closeBoth(TRY_AGAIN_LATER, 'reader too slow');
      } else to.send(data as ArrayBuffer | string);
    });
    from.addEventListener('close', ({ code, reason, wasClean }) => {
      if (!finish()) return;
      // A side that was cut off sent no close frame, so none is passed on to the other side.
      if (!wasClean || !closeSocket(to, code, reason)) drop();
    });
    from.addEventListener('error', () => {
      if (finish()) drop();
    });
  }

  pass(origin, gate, options.dropClient);
  pass(gate, origin, options.dropOrigin);
  for (const socket of [origin, gate]) {
    socket.binaryType = 'arraybuffer';
    socket.accept();
  }
  return { client, end: (reason) => closeBoth(POLICY_VIOLATION, reason) };
}

/** A close frame without a code is read as 1005, which must not be sent (RFC 6455 section 7.1.5). */
const NO_CODE = 1005;

function closeSocket(socket: WebSocket, code: number, reason: string): boolean {
  try {
    if (code === NO_CODE) socket.close();
    else socket.close(code, reason);
    return true;
  } catch {
    return false;
  }
}
