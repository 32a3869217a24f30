/** Whether a request carries a session: what a route asks of one it cannot ask of the other. */
export type Visitor = 'anonymous' | 'session';

export const VISITORS: readonly Visitor[] = ['anonymous', 'session'];
