import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { CommandError, type Io } from '../../io.ts';
import { addSignalOptions, SIGNAL_HELP, type SignalOptions, sendOrPrint } from './signal-options.ts';

interface LogoutOptions extends SignalOptions {
  readonly sub?: string;
  readonly sid?: string;
}

const LIFETIME_SECONDS = 120;

const HELP = `
With --sid, one session at the provider ends; with --sub alone, every session of the person.

Example:
  portcullis mint logout-token --sub 00u1 --key provider.pem --kid k1
${SIGNAL_HELP}`;

/** `portcullis mint logout-token`: a sample of a back-channel logout, sent or printed. */
export function addMintLogoutTokenCommand(mint: Command, io: Io): void {
  const logout = mint
    .command('logout-token')
    .description('Send a logout token (back-channel logout) to a gateway, as an identity provider does.')
    .option('--sub <id>', 'whose sessions end: "sub" of the ID tokens')
    .option('--sid <id>', 'which session ends: "sid" of the ID token');
  addSignalOptions(logout)
    .addHelpText('after', HELP)
    .action((options: LogoutOptions) =>
      sendOrPrint(options, io, {
        typ: 'logout+jwt',
        claims: ({ issuer, client }) => ({ iss: issuer, aud: client.id, ...claimsOf(options) }),
        outgoing: ({ id }, token) => ({
          path: `signals/${id}/logout`,
          type: 'application/x-www-form-urlencoded',
          body: new URLSearchParams({ logout_token: token }).toString(),
          setting: 'signals.backchannelLogout',
        }),
      }),
    );
}

function claimsOf({ sub, sid }: LogoutOptions): Readonly<Record<string, unknown>> {
  if (sub === undefined && sid === undefined) throw new CommandError(2, 'Say what ends: --sub, --sid, or both.');
  const iat = Math.floor(Date.now() / 1000);
  return {
    ...{ iat, exp: iat + LIFETIME_SECONDS, jti: randomUUID() },
    ...(sub === undefined ? {} : { sub }),
    ...(sid === undefined ? {} : { sid }),
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  };
}
