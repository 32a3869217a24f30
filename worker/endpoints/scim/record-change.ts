import { logLine } from '@portcullis/rules/engine';
import { type EndedSessions, settleOwed } from '../../directory/index.ts';
import { heardChange } from '../signals/index.ts';
import type { ScimCall } from './scim-call.ts';

/** What a call has changed. */
interface Change {
  /** Such as `user.deactivated`. */
  readonly name: string;
  readonly id: string;
}

/** Does what a call asks for. What it ends has ended, and its audit event is written, when this resolves. */
export async function recorded<T>(call: ScimCall, act: () => Promise<T>, changeOf: (result: T) => Change): Promise<T> {
  // Of an earlier call that broke off, and of which this one may be the repetition.
  const before = await settleOwed(call.directory);
  const result = await act();
  const ended = [...before, ...(await settleOwed(call.directory))];
  const { name, id } = changeOf(result);
  const { state, home } = call.directory;
  const outcome = ended.length > 0 ? 'ended' : 'changed';
  await state.writeKept(home, [heardChange('scim', { atSeconds: Date.now() / 1000, name, outcome })]);
  log(call, { name, id }, outcome, ended);
  return result;
}

/** The change's own audit event: no name or address of a person besides the ids by which the gateway knows them. */
function log({ exchange, directory }: ScimCall, { name, id }: Change, outcome: string, ended: EndedSessions): void {
  const { id: provider, at: rule } = directory.rule;
  const time = new Date().toISOString();
  const event = { event: 'signal', time, requestId: exchange.id, provider, way: 'scim', rule, name, entry: id };
  console.log(logLine({ ...event, outcome, ended }));
}
