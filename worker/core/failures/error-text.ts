/**
 * What was thrown, for audit events and operators: messages of the runtime and of our own code hold no request data. Never
 * for clients, since they may name what is behind the gateway.
 */
export function errorText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
}
