import type { Command } from 'commander';
import type { Io } from '../../io.ts';
import { addStateExportCommand } from './state-export.ts';
import { addStateImportCommand } from './state-import.ts';

/** `portcullis state`: backup and restore. */
export function addStateCommand(program: Command, io: Io): void {
  const state = program
    .command('state')
    .description('Copy revocations and tenant policies out of a running gateway, and back in.');
  addStateExportCommand(state, io);
  addStateImportCommand(state, io);
}
