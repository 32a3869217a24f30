import type { Directory } from '../../directory/index.ts';
import type { RoutedExchange } from '../../pipeline/exchange.ts';
import type { EndpointContext } from '../endpoint.ts';

/** One call of a SCIM client whose token holds. */
export interface ScimCall {
  readonly context: EndpointContext;
  readonly exchange: RoutedExchange;
  readonly method: string;
  /** Lower case. */
  readonly resource: string;
  readonly id: string | null;
  readonly query: URLSearchParams;
  /** URL of the directory, as the client wrote it. */
  readonly base: string;
  readonly directory: Directory;
  /** @throws ScimError where it is not JSON */
  readonly readBody: () => Promise<unknown>;
  readonly json: (body: object, status?: number, headers?: Readonly<Record<string, string>>) => Response;
  readonly empty: () => Response;
}

/** Whether the client wants to see the members of groups. */
export function wantsMembers(query: URLSearchParams): boolean {
  const excluded = listed(query.get('excludedAttributes'));
  const only = query.get('attributes');
  return !excluded.includes('members') && (only === null || listed(only).includes('members'));
}

function listed(text: string | null): readonly string[] {
  return (text ?? '').split(',').map((name) => name.trim().toLowerCase());
}
