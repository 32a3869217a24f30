import type { Command } from 'commander';
import { createAdminClient } from '../../admin/admin-client.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../admin/gateway-options.ts';
import { stateEnd, stateHeader } from '../../admin/state-file.ts';
import { pages } from '../../format/pages.ts';
import type { Io } from '../../io.ts';

const HELP = `
One JSON object a line: first what the backup is of, then the entries, last how many they are. It names users and the
reasons of revocations, and holds no key. Sessions, counts of limits and audit records are not in it.

Example:
  portcullis state export > state.ndjson
${GATEWAY_HELP}`;

/** `portcullis state export`: prints a backup. */
export function addStateExportCommand(state: Command, io: Io): void {
  const command = state
    .command('export')
    .description('Print all tenant policies, revocations, directories and tokens, as NDJSON.');
  addGatewayOptions(command)
    .addHelpText('after', HELP)
    .action((options: GatewayOptions) => exportState(options, io));
}

async function exportState(options: GatewayOptions, io: Io): Promise<void> {
  const client = createAdminClient(options, { scope: 'state' }, io);
  let count = 0;
  let isBegun = false;
  for await (const entries of pages(client, 'state', 'entries')) {
    // Not before there is an answer: a gateway that cannot be reached leaves no file that looks like a backup.
    if (!isBegun) io.print(stateHeader(client.gateway));
    isBegun = true;
    for (const entry of entries) io.print(JSON.stringify(entry));
    count += entries.length;
  }
  io.print(stateEnd(count));
  io.notify(`${count} entries of ${client.url}.`);
}
