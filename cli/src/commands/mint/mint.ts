import type { Command } from 'commander';
import type { Io } from '../../io.ts';
import { addMintAdminCommand } from './mint-admin.ts';
import { addMintRoleCommand } from './mint-role.ts';

/** `portcullis mint`: prints signed tokens, for development and for operators. */
export function addMintCommand(program: Command, io: Io): void {
  const mint = program.command('mint').description('Print a signed token.');
  addMintRoleCommand(mint, io);
  addMintAdminCommand(mint, io);
}
