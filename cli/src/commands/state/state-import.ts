import { readFileSync } from 'node:fs';
import { MAX_STATE_BODY_BYTES } from '@portcullis/rules/engine';
import type { Command } from 'commander';
import { type AdminClient, createAdminClient } from '../../admin/admin-client.ts';
import { confirm } from '../../admin/confirm.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../admin/gateway-options.ts';
import { type NumberedEntry, readStateFile } from '../../admin/state-file.ts';
import { counted } from '../../format/format-groups.ts';
import { CommandError, type Io } from '../../io.ts';

interface ImportOptions extends GatewayOptions {
  readonly yes?: true;
}

const HELP = `
An import removes nothing. A policy or document in the file replaces the current one. If a revocation already exists, the
later time wins. Importing a file twice changes nothing.

Example:
  portcullis state import state.ndjson
${GATEWAY_HELP}`;

/** What one call may hold: as much as the gateway takes, with room for commas. */
const MAX_ENTRIES = 500;
const MAX_BYTES = MAX_STATE_BODY_BYTES - 16 * 1024;

/** `portcullis state import`: puts a backup back. */
export function addStateImportCommand(state: Command, io: Io): void {
  const command = state
    .command('import')
    .description('Put a backup of "portcullis state export" back.')
    .argument('<file>', 'the backup')
    .option('--yes', 'do not ask');
  addGatewayOptions(command)
    .addHelpText('after', HELP)
    .action((file: string, options: ImportOptions) => importState(file, options, io));
}

async function importState(file: string, options: ImportOptions, io: Io): Promise<void> {
  const client = createAdminClient(options, { scope: 'state' }, io);
  const entries = readStateFile(file, readText(file), client.gateway);
  const count = contentsOf(entries);
  await confirm({ what: `This puts ${count} into ${client.url}.`, yes: options.yes === true }, io);
  for (const batch of batches(entries)) await send(file, batch, client);
  io.print(options.json ? JSON.stringify({ imported: entries.length }) : `Imported: ${count}.`);
}

/** In words. */
function contentsOf(entries: readonly NumberedEntry[]): string {
  const policies = entries.filter(({ entry }) => entry['kind'] === 'policy').length;
  const documents = entries.filter(({ entry }) => entry['kind'] === 'kept').length;
  const decided = `${counted(policies, 'tenant policy', 'tenant policies')} and ${counted(entries.length - policies - documents, 'revocation')}`;
  return documents === 0 ? decided : `${decided}, and ${counted(documents, 'document')}`;
}

async function send(file: string, batch: readonly NumberedEntry[], client: AdminClient): Promise<void> {
  const [first] = batch;
  const last = batch.at(-1);
  if (first === undefined || last === undefined) return;
  try {
    await client.call('POST', 'state', { entries: batch.map(({ entry }) => entry) });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(
      1,
      `${error.message}\nThese are the lines ${first.line} to ${last.line} of "${file}" ("entries"[0] is line ${first.line}). Those before are in; after mending it, import the whole file again.`,
    );
  }
}

function* batches(entries: readonly NumberedEntry[]): Generator<readonly NumberedEntry[]> {
  let batch: NumberedEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(entry.entry));
    if (batch.length === MAX_ENTRIES || (batch.length > 0 && bytes + size > MAX_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += size;
  }
  yield batch;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new CommandError(
      2,
      `"${file}" cannot be read: ${code}. Name a backup that "portcullis state export" has made.`,
    );
  }
}
