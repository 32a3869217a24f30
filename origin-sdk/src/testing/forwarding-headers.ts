import { CLIENT_ADDRESS } from './good-claims.ts';

/** One header line. */
export type HeaderLine = [name: string, value: string];

/** What the gateway says of the way of a request, besides the context. */
export function forwardingHeaders(host: string): readonly HeaderLine[] {
  return [
    ['x-forwarded-host', host],
    ['x-forwarded-proto', 'https'],
    ['x-forwarded-for', CLIENT_ADDRESS],
  ];
}
