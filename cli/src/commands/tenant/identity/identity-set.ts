import type { Command } from 'commander';
import { createAdminClient } from '../../../admin/admin-client.ts';
import { checkTenant } from '../../../admin/check-tenant.ts';
import { confirm } from '../../../admin/confirm.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../../admin/gateway-options.ts';
import { readJsonObject } from '../../../files/read-json-object.ts';
import type { Members } from '../../../format/members.ts';
import type { Io } from '../../../io.ts';
import { callToTheEnd, formatIdentity, identityPath } from './identity-document.ts';

interface SetOptions extends GatewayOptions {
  readonly file: string;
  readonly force?: true;
  readonly yes?: true;
}

/** Environment variable of the client's secret: a command line is for everyone on the machine to read. */
const SECRET = 'IDENTITY_CLIENT_SECRET';

const HELP = `
The file holds {"issuer", "client": {"id"}, "roles", "scopes", "user", "require", "stepUp"}; docs/sign-in.md explains each. The client's
secret comes from ${SECRET}, or is "client.secret" in the file. Leave it out to keep the one that is there, for the same
issuer and client.

A change of more than secret and scopes ends the sessions that came by the provider before.

Example:
  ${SECRET}=… portcullis tenant identity set acme --file acme-identity.json
${GATEWAY_HELP}`;

/** `portcullis tenant identity set`: brings a provider, or replaces it whole. */
export function addIdentitySetCommand(identity: Command, io: Io): void {
  const set = identity
    .command('set')
    .description("Set a tenant's own identity provider.")
    .argument('<tenant>', 'its id')
    .requiredOption('--file <file>', 'JSON of the provider; "-" reads standard input')
    .option('--force', 'even if the provider does not answer now')
    .option('--yes', 'do not ask');
  addGatewayOptions(set)
    .addHelpText('after', HELP)
    .action((tenant: string, options: SetOptions) => setIdentity(tenant, options, io));
}

async function setIdentity(tenant: string, options: SetOptions, io: Io): Promise<void> {
  checkTenant('The tenant', tenant);
  const { file, force, yes, json } = options;
  const document = withSecret(readJsonObject(file, 'an identity provider'), io.env[SECRET]);
  const client = createAdminClient(options, { scope: 'tenant-identity', tenant }, io);
  const what = `People of tenant ${tenant} at ${client.url} will sign in by ${String(document['issuer'])}. Sessions that came by its own provider before end, if more than secret and scopes change.`;
  await confirm({ what, yes: yes === true }, io);
  const answer = await callToTheEnd(
    client,
    (cursor) => client.call('PUT', identityPath(tenant, { force: force ? 'true' : null, cursor }), document),
    io,
  );
  io.print(json ? JSON.stringify(answer) : formatIdentity(client.url, tenant, answer));
}

function withSecret(document: Members, secret: string | undefined): Members {
  const { client } = document;
  if (secret === undefined || typeof client !== 'object' || client === null) return document;
  return { ...document, client: { ...client, secret } };
}
