import { startOrigin, type TestOrigin } from '../../support/origin.ts';
import type { Who } from './verifying-server.ts';

/** An app that knows nothing of contexts, and believes headers. */
export interface IdentityApp {
  readonly origin: TestOrigin;
  readonly asked: () => readonly Who[];
}

export async function startIdentityApp(): Promise<IdentityApp> {
  const origin = await startOrigin(undefined, { maxHeaderBytes: 64 * 1024 });
  return {
    origin,
    asked: () =>
      origin.seen.map(({ headers }) => {
        const one = (name: string): string | null => {
          const values = headers[`portcullis-${name}`] ?? [];
          if (values.length > 1) throw new Error(`the app got ${values.length} headers Portcullis-${name}`);
          return values[0] === undefined ? null : decodeURIComponent(values[0]);
        };
        const roles = headers['portcullis-roles']?.[0] ?? '';
        return {
          tenant: one('tenant'),
          user: one('user'),
          roles: roles === '' ? [] : roles.split(','),
          actor: one('actor'),
        };
      }),
  };
}
