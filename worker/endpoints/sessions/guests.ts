import { refuse } from '@portcullis/rules/engine';
import type { ProviderRule } from '@portcullis/rules/policy';
import { servesTenant } from '../../core/identity/index.ts';
import { type Kept, keptParts, keptPrefix, readGuest } from '../../core/kept/index.ts';
import { endOfToken, readServiceToken } from '../../core/service-tokens/index.ts';
import { providerHome } from '../../directory/index.ts';
import type { RoutedExchange } from '../../pipeline/exchange.ts';
import { asTenantAdmin } from '../admin.ts';
import type { EndpointContext } from '../endpoint.ts';
import { isoTime } from '../iso-time.ts';
import { isRevoked } from './live-sessions.ts';

/** One of the places where someone with an end date can be found, and how its documents are shown. */
interface Source {
  readonly name: string;
  readonly home: string;
  readonly prefix: string;
  readonly show: (entries: readonly Kept[]) => Promise<readonly object[]>;
}

/**
 * `GET v1/tenants/{tid}/guests[?cursor=…]`: who has an end date: sessions, people of the directories (SCIM), and tokens of machines.
 * One place after another, a page at a time.
 */
export function listGuests(context: EndpointContext<'/v1/tenants/:tenant/guests'>): Promise<Response> {
  return asTenantAdmin(context, 'revoke', async (_caller, tenant) => {
    const sources = sourcesOf(context.env.exchange, tenant);
    const [name = '', cursor = ''] = (context.req.query('cursor') ?? '').split(' ', 2);
    const at = name === '' ? 0 : sources.findIndex((source) => source.name === name);
    const source = sources[at];
    if (source === undefined)
      return refuse('admin_body_invalid', null, { publicDetail: '"cursor" is not one of an answer.' });
    const { state } = context.env.exchange.config;
    const page = await state.listKept(source.home, source.prefix, cursor === '' ? null : cursor);
    const following = page.next === null ? sources[at + 1]?.name : `${source.name} ${page.next}`;
    const guests = await source.show(page.entries);
    return context.json({ guests, next: following ?? null }, 200, { 'cache-control': 'no-store' });
  });
}

function sourcesOf({ config }: RoutedExchange, tenant: string): readonly [Source, ...Source[]] {
  const { state, engine } = config;
  const { tokens } = engine.policy;
  const directories = Object.values(engine.policy.providers).filter(
    (rule) => rule.signals.scim !== null && servesTenant(rule, tenant),
  );
  return [
    {
      name: 'sessions',
      home: tenant,
      prefix: keptPrefix('guest'),
      show: async (entries) => {
        const revocations = await state.revocations(tenant);
        return entries.flatMap(({ key, value }) => {
          const [user = '', session = ''] = keptParts(key);
          const guest = readGuest(value);
          const over = isRevoked({ id: session, user, started: guest.since ?? 0 }, tenant, revocations);
          return over ? [] : [{ kind: 'session', user, session, ...windowOf(guest) }];
        });
      },
    },
    {
      name: 'tokens',
      home: tenant,
      prefix: keptPrefix('token'),
      show: async (entries) =>
        entries
          .flatMap(({ value }) => readServiceToken(value) ?? [])
          .map((token) => ({
            kind: 'token',
            id: token.id,
            name: token.name,
            ...windowOf({ notBefore: null, notAfter: tokens === null ? token.expires : endOfToken(token, tokens) }),
          })),
    },
    ...directories.map((rule): Source => peopleOf(rule, tenant, state)),
  ];
}

function peopleOf(rule: ProviderRule, tenant: string, state: RoutedExchange['config']['state']): Source {
  const home = providerHome(rule.id);
  return {
    name: `directory.${rule.id}`,
    home,
    prefix: keptPrefix('guest'),
    show: async (entries) => {
      const people = await Promise.all(
        entries.map(async ({ key, value }) => {
          const [id = ''] = keptParts(key);
          if (!(await belongs(id))) return [];
          const guest = readGuest(value);
          return [{ kind: 'person', provider: rule.id, id, userName: guest.userName, ...windowOf(guest) }];
        }),
      );
      return people.flat();
    },
  };

  /** Where a claim names the tenant, it is known only of people who have signed in; of others, nothing may be said. */
  async function belongs(id: string): Promise<boolean> {
    if (rule.tenant.kind !== 'claim') return true;
    const { entries } = await state.listKept(home, keptPrefix('member', id, tenant), null);
    return entries.length > 0;
  }
}

function windowOf({ notBefore, notAfter }: { readonly notBefore: number | null; readonly notAfter: number | null }) {
  const shown = (seconds: number | null) => (seconds === null ? null : isoTime(seconds));
  return { notBefore: shown(notBefore), notAfter: shown(notAfter) };
}
