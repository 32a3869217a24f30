import type { Command } from 'commander';
import type { Io } from '../../io.ts';
import { addMintAdminCommand } from './mint-admin.ts';
import { addMintLogoutTokenCommand } from './mint-logout-token.ts';
import { addMintRoleCommand } from './mint-role.ts';
import { addMintScimCommand } from './mint-scim.ts';
import { addMintSetCommand } from './mint-set.ts';

/** `portcullis mint`: signed tokens and samples of signals, for development and for operators. */
export function addMintCommand(program: Command, io: Io): void {
  const mint = program
    .command('mint')
    .description('Print a signed token, or send a sample of what identity providers send.');
  addMintRoleCommand(mint, io);
  addMintAdminCommand(mint, io);
  addMintSetCommand(mint, io);
  addMintLogoutTokenCommand(mint, io);
  addMintScimCommand(mint, io);
}
