import { randomBytes } from 'node:crypto';
import { ofFile } from '../support/of-file.ts';
import { type AdminServer, startAdminServer } from './admin-server.ts';
import { createRulesFolder, type RulesFolder } from './rules-folder.ts';
import { type CliResult, runCli } from './run-cli.ts';

/** The key that signs what the commands send. */
export const ADMIN_SECRET: string = randomBytes(32).toString('base64url');
/** The setting that holds it. */
export const ADMIN_ENV: Readonly<Record<string, string>> = {
  ADMIN_KEYS: JSON.stringify({ keys: [{ kty: 'oct', kid: 'ops-1', k: ADMIN_SECRET }] }),
};

/** What the tests of a command that calls the admin API work with. */
export interface AdminCommand {
  /** Stands in for the gateway. */
  readonly server: AdminServer;
  readonly folder: RulesFolder;
  /** Runs a command line with the folder's rules against the server. @param options.answer to every question */
  readonly portcullis: (
    args: readonly string[],
    options?: { readonly answer?: string | undefined; readonly env?: Readonly<Record<string, string>> },
  ) => Promise<CliResult>;
}

/** Starts it for the tests of a file. */
export async function adminCommandOfFile(): Promise<AdminCommand> {
  const server = ofFile(await startAdminServer(), (started) => started.close());
  const folder = ofFile(createRulesFolder(), (made) => made.remove());
  return {
    server,
    folder,
    portcullis: (args, { answer, env = {} } = {}) =>
      runCli([...args, '--rules', folder.rulesFile], { PORTCULLIS_GATEWAY: server.url, ...ADMIN_ENV, ...env }, answer),
  };
}
