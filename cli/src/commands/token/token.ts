import type { Command } from 'commander';
import type { Io } from '../../io.ts';
import { addTokenCreateCommand } from './token-create.ts';
import { addTokenDeleteCommand } from './token-delete.ts';
import { addTokenListCommand } from './token-list.ts';
import { addTokenRotateCommand } from './token-rotate.ts';

/** `portcullis token`: credentials of machines. */
export function addTokenCommand(program: Command, io: Io): void {
  const token = program.command('token').description('Create, list, rotate and delete tokens of machines.');
  addTokenCreateCommand(token, io);
  addTokenListCommand(token, io);
  addTokenRotateCommand(token, io);
  addTokenDeleteCommand(token, io);
}
