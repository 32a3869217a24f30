import type { ServerResponse } from 'node:http';
import { SESSION_END, SESSION_HEADER } from '../context/names.ts';

/** Hands a session grant to the gateway with this response. Only counts on a route that the rules mark `signIn: true`. */
export function grantSession(response: Pick<ServerResponse, 'setHeader'>, grant: string): void {
  response.setHeader(SESSION_HEADER, grant);
}

/** Asks the gateway to end the session with this response. Only counts on a route that the rules mark `signIn: true`. */
export function endSession(response: Pick<ServerResponse, 'setHeader'>): void {
  response.setHeader(SESSION_HEADER, SESSION_END);
}
