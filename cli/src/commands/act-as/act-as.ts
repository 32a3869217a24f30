import type { Command } from 'commander';
import type { Io } from '../../io.ts';
import { addActAsLinkCommand } from './act-as-link.ts';
import { addActAsListCommand } from './act-as-list.ts';

/** `portcullis act-as`: lets one person act as a user, and shows who did. */
export function addActAsCommand(program: Command, io: Io): void {
  const actAs = program.command('act-as').description('Let one person act as a user, and show who did.');
  addActAsLinkCommand(actAs, io);
  addActAsListCommand(actAs, io);
}
