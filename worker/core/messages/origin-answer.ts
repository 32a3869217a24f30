/**
 * Why an origin's answer cannot be passed on, `null` where it can: its status is none of HTTP (RFC 9110 section 15), or
 * it changes to a protocol that the request did not ask for.
 * @param upgradesToWebSocket whether the request asks for a WebSocket
 */
export function answerProblem({ status, webSocket }: Response, upgradesToWebSocket: boolean): string | null {
  if (status >= 200 && status <= 599) return null;
  if (status === 101 && upgradesToWebSocket && webSocket !== null) return null;
  return status === 101 ? 'status 101, which the request did not ask for' : `status ${status}`;
}

/** Statuses whose answers never have a body (RFC 9110 section 15, Fetch Standard section 2.2.3). */
const BODILESS_STATUSES: ReadonlySet<number> = new Set([204, 205, 304]);

/** The answer without a body that its status does not allow. */
export function withoutStrayBody(answer: Response): Response {
  return BODILESS_STATUSES.has(answer.status) && answer.body !== null ? new Response(null, answer) : answer;
}
