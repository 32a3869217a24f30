import type { Command } from 'commander';
import type { Io } from '../../io.ts';
import { addCspHashCommand } from './csp-hash.ts';
import { addCspSuggestCommand } from './csp-suggest.ts';

/** `portcullis csp`: the way to a strict Content-Security-Policy. */
export function addCspCommand(program: Command, io: Io): void {
  const csp = program.command('csp').description('Find the strictest Content-Security-Policy that an app can bear.');
  addCspHashCommand(csp, io);
  addCspSuggestCommand(csp, io);
}
