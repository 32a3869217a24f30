/** What a request carries: a route asks some things only of requests that carry a session, or a bearer token. */
export type Visitor = 'anonymous' | 'session' | 'token';

/** Those for whom sites count alike. */
export const PEOPLE: readonly Visitor[] = ['anonymous', 'session'];
