import type { Command } from 'commander';
import { DEFAULT_RULES_FILE } from '../files/load-policy.ts';
import { OPERATOR } from './admin-token.ts';

/** How a command reaches a running gateway. */
export interface GatewayOptions {
  readonly gateway?: string;
  readonly rules: string;
  readonly subject: string;
  readonly json?: true;
}

/** Adds the options of commands that call a running gateway. */
export function addGatewayOptions(command: Command): Command {
  return command
    .option('--gateway <url>', 'URL of the gateway (default: PORTCULLIS_GATEWAY, or the first host of the rules)')
    .option('--rules <file>', 'file of rules', DEFAULT_RULES_FILE)
    .option('--subject <name>', 'who you are, for the audit event', OPERATOR)
    .option('--json', 'print the result as JSON');
}

/** What commands that call a running gateway have in common, for the end of their help. */
export const GATEWAY_HELP = `
The call is signed with the first key of ADMIN_KEYS, from the environment or from .dev.vars of this folder.
Exit codes: 0 done, 1 the gateway did not do it, or you said no, 2 wrong usage.`;
