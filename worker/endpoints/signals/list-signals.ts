import { providerHome } from '../../directory/index.ts';
import { asAdmin, refuseOtherTenant } from '../admin.ts';
import type { EndpointContext } from '../endpoint.ts';
import { isoTime } from '../iso-time.ts';
import { HEARD, heardKey, readHeard } from './heard.ts';

/**
 * `GET v1/signals`: when each identity provider was last heard, by which way, and how its stream of events stands. What a provider has
 * never sent is `null`: an alarm may go by the age of `verification`.
 */
export function listSignals(context: EndpointContext): Promise<Response> {
  return asAdmin(context, 'metrics', async (caller) => {
    const refusal = refuseOtherTenant(caller, null);
    if (refusal !== null) return refusal;
    const { state, engine } = context.env.exchange.config;
    const providers = await Promise.all(
      Object.values(engine.policy.providers).map(async ({ id, signals }) => {
        const documents = await state.readKept(providerHome(id), HEARD.map(heardKey));
        const takes = {
          logout: signals.backchannelLogout,
          revoke: signals.universalLogout,
          events: signals.events !== null,
          scim: signals.scim !== null,
        };
        return {
          provider: id,
          takes,
          last: Object.fromEntries(HEARD.map((kind, index) => [kind, last(documents[index])])),
        };
      }),
    );
    return context.json({ providers }, 200, { 'cache-control': 'no-store' });
  });
}

function last(document: { readonly value: string } | null | undefined): object | null {
  const heard = document == null ? null : readHeard(document.value);
  if (heard === null) return null;
  const { atSeconds, ...rest } = heard;
  return { time: isoTime(atSeconds), ...rest };
}
