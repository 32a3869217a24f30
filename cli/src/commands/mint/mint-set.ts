import { randomUUID } from 'node:crypto';
import type { ProviderRule } from '@portcullis/rules/policy';
import type { Command } from 'commander';
import { CommandError, type Io } from '../../io.ts';
import { checkKnown } from '../../requests/known.ts';
import { SAMPLE_EVENTS, sampleEvent } from '../../signals/index.ts';
import { addSignalOptions, SIGNAL_HELP, type SignalOptions, sendOrPrint } from './signal-options.ts';

interface SetOptions extends SignalOptions {
  readonly event: string;
  readonly sub?: string;
  readonly email?: string;
  readonly draft?: true;
}

const HELP = `
Events: ${SAMPLE_EVENTS.join(', ')}.

Examples:
  End the sessions of one person:
    portcullis mint set --event session-revoked --sub 00u1 --key provider.pem --kid k1
  Ask a gateway of your own machine whether it hears the stream:
    portcullis mint set --event verification --key provider.jwk --gateway http://localhost:8787
${SIGNAL_HELP}`;

/** `portcullis mint set`: a sample of a security event token, sent or printed. */
export function addMintSetCommand(mint: Command, io: Io): void {
  const set = mint
    .command('set')
    .description('Send a security event token (CAEP, RISC) to a gateway, as an identity provider does.')
    .option('--event <name>', 'which event', 'session-revoked')
    .option('--sub <id>', 'whom it is about: "sub" of the ID tokens')
    .option('--email <address>', 'whom it is about: e-mail address')
    .option('--draft', 'write the subject inside the event, as older transmitters do');
  addSignalOptions(set)
    .addHelpText('after', HELP)
    .action((options: SetOptions) =>
      sendOrPrint(options, io, {
        typ: 'secevent+jwt',
        claims: (rule) => claimsOf(rule, options),
        outgoing: ({ id }, token) => ({
          path: `signals/${id}/events`,
          type: 'application/secevent+jwt',
          body: token,
          setting: 'signals.events',
        }),
      }),
    );
}

function claimsOf(rule: ProviderRule, options: SetOptions): Readonly<Record<string, unknown>> {
  checkKnown('--event', 'event', [options.event], SAMPLE_EVENTS);
  const { events } = rule.signals;
  if (events === null)
    throw new CommandError(
      2,
      `The rules take no events from ${rule.id}, so there is no audience to write: set "signals: { events: … }" of this provider.  [${rule.at}]`,
    );
  const subject = subjectOf(rule, options);
  const iat = Math.floor(Date.now() / 1000);
  const inEvent = options.draft === true ? subject : null;
  return {
    ...{ iss: rule.issuer, aud: events.audience, iat, jti: randomUUID() },
    ...(subject === null || options.draft ? {} : { sub_id: subject }),
    events: sampleEvent(options.event, iat, inEvent),
  };
}

/** Verification and updates of the stream are about the stream itself. */
function subjectOf({ issuer }: ProviderRule, { event, sub, email }: SetOptions): Record<string, string> | null {
  const isOfStream = event === 'verification' || event === 'stream-updated';
  if (sub !== undefined && email !== undefined) throw new CommandError(2, 'Name either --sub or --email.');
  if (sub !== undefined) return { format: 'iss_sub', iss: issuer, sub };
  if (email !== undefined) return { format: 'email', email };
  if (isOfStream) return null;
  throw new CommandError(2, `${event} is about a person: name one with --sub or --email.`);
}
