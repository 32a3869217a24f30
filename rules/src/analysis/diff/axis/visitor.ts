/** Whether a request carries a session: a route asks some things only of requests that do. */
export type Visitor = 'anonymous' | 'session';

export const VISITORS: readonly Visitor[] = ['anonymous', 'session'];
