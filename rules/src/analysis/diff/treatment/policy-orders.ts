import type {
  ClientAddressSource,
  Policy,
  SessionRule,
  SourceLine,
  StateRule,
  TokensRule,
} from '../../../policy/index.ts';
import { STRICTEST } from '../../../responses/index.ts';
import {
  type ChangeDirection,
  durationWords,
  greaterIsLooser,
  type KeyOrders,
  listWords,
  moreIsLooser,
  neverMatters,
  type Order,
  orderOf,
  otherIsLooser,
  wordsOf,
} from '../order/index.ts';
import { addressSetOf, addressWords, someAddress, withoutAddresses } from '../sets/index.ts';
import { developmentWords } from './development-words.ts';
import { ISSUER, PROVIDER, renewOrder, renewWords, TENANT_IDENTITY } from './identity-orders.ts';
import { limitOrder, limitWords } from './limit-order.ts';
import { ORIGIN } from './origin-order.ts';
import { pagesWords } from './pages-words.ts';
import type { SettingChange } from './setting-change.ts';
import { signInPlaces } from './sign-in-places.ts';

type Setting = (old: Policy, next: Policy) => readonly SettingChange[];

const ABSENT = 'none';

const SESSION: KeyOrders<SessionRule> = {
  lifetimeSeconds: { words: (value) => `lifetime ${durationWords(value)}`, order: greaterIsLooser },
  renew: { words: renewWords, order: renewOrder },
  at: null,
};

const TOKENS: KeyOrders<TokensRule> = {
  roles: { words: (names) => `roles ${listWords(names)}`, order: moreIsLooser },
  lifetimeSeconds: { words: (value) => `lifetime ${durationWords(value)}`, order: greaterIsLooser },
  at: null,
};

const STATE: KeyOrders<StateRule> = {
  // A shorter deadline is missed more often, and a `stale` or `open` route then lets requests pass on old knowledge, or on none.
  deadlineMs: { words: (value) => `deadline ${value}ms`, order: (old, next) => greaterIsLooser(next, old) },
  at: null,
};

/** Every key of the compiled rules. `access`: compared exactly, request by request. `name`: no rule by itself. */
export const POLICY_ORDERS: { readonly [K in keyof Policy]-?: Setting | 'access' | 'name' } = {
  format: 'name',
  digest: 'name',
  // Tokens of the other id are good from now on.
  gateway: setting('gateway', (policy) => policy.gateway, String, otherIsLooser),
  hosts: 'access',
  clientAddress: setting('clientAddress', (policy) => policy.clientAddress, clientAddressWords, clientAddressOrder),
  // What is not declared never reaches an app.
  roles: setting('roles', (policy) => policy.roles, listWords, moreIsLooser),
  addresses: 'access',
  limits: (old, next) =>
    named('limit', old.limits, next.limits, limitWords, (a, b) => {
      // Which requests lose a limit, or gain one, is reported with the routes.
      const counts = a !== undefined && b !== undefined && [old, next].every((policy) => isNamed(policy, a.id));
      return counts ? limitOrder(a, b) : 'neutral';
    }),
  origins: (old, next) =>
    named(
      'origin',
      old.origins,
      next.origins,
      (rule) => wordsOf(ORIGIN, rule),
      (a, b) => {
        if (a !== undefined && b !== undefined) return orderOf(ORIGIN)(a, b);
        // Which requests go there is reported with the routes; what its keys may do holds without any route.
        return moreIsLooser(a?.may ?? [], b?.may ?? []);
      },
    ),
  session: setting(
    'session',
    (policy) => policy.session,
    (rule) => wordsOf(SESSION, rule),
    orderOf(SESSION),
    (policy) => policy.session.at,
  ),
  providers: (old, next) =>
    named(
      'identity',
      old.providers,
      next.providers,
      (rule) => wordsOf(PROVIDER, rule),
      (a, b) => ofOneOrBoth(orderOf(PROVIDER), a, b),
    ),
  tenantIdentity: setting(
    'tenantIdentity',
    (policy) => policy.tenantIdentity,
    (rule) => (rule === null ? ABSENT : wordsOf(TENANT_IDENTITY, rule)),
    (old, next) => ofOneOrBoth(orderOf(TENANT_IDENTITY), old ?? undefined, next ?? undefined),
    (policy) => policy.tenantIdentity?.at ?? null,
  ),
  issuers: (old, next) =>
    named(
      'issuer',
      old.issuers,
      next.issuers,
      (rule) => wordsOf(ISSUER, rule),
      (a, b) => ofOneOrBoth(orderOf(ISSUER), a, b),
    ),
  tokens: setting(
    'tokens',
    (policy) => policy.tokens,
    (rule) => (rule === null ? ABSENT : wordsOf(TOKENS, rule)),
    (old, next) => ofOneOrBoth(orderOf(TOKENS), old ?? undefined, next ?? undefined),
    (policy) => policy.tokens?.at ?? null,
  ),
  state: setting(
    'state',
    (policy) => policy.state,
    (rule) => wordsOf(STATE, rule),
    orderOf(STATE),
    (policy) => policy.state.at,
  ),
  hsts: setting(
    'hsts',
    (policy) => policy.hsts.value,
    String,
    hstsOrder,
    (policy) => policy.hsts.at,
  ),
  deny: 'access',
  // Who passes is compared exactly, request by request; where people sign in holds for whole hosts.
  routes: signInPlaces,
  // Looks alone.
  pages: setting(
    'pages',
    ({ pages }) => pages,
    pagesWords,
    neverMatters,
    ({ pages }) => pages?.at ?? null,
  ),
  // Production never reads it.
  development: setting(
    'development',
    (policy) => policy.development,
    developmentWords,
    neverMatters,
    ({ development }) => development?.hosts[0]?.at ?? null,
  ),
};

/** Settings of the whole gateway that differ, in the order of the rules. */
export function settingChanges(old: Policy, next: Policy): readonly SettingChange[] {
  return Object.values(POLICY_ORDERS).flatMap((each) => (typeof each === 'function' ? each(old, next) : []));
}

function setting<T>(
  part: string,
  read: (policy: Policy) => T,
  words: (value: T) => string,
  order: Order<T>,
  lineOf: (policy: Policy) => SourceLine | null = () => null,
): Setting {
  return (old, next) => {
    const [a, b] = [read(old), read(next)];
    const [before, after, direction] = [words(a), words(b), order(a, b)];
    if (isUnchanged(before, after, direction)) return [];
    return [{ part, old: before, new: after, direction, oldLine: lineOf(old), newLine: lineOf(next) }];
  };
}

/** Rules by name, those of one version alone too. */
function named<Rule extends { readonly at: SourceLine }>(
  kind: string,
  old: Readonly<Record<string, Rule>>,
  next: Readonly<Record<string, Rule>>,
  words: (rule: Rule) => string,
  order: Order<Rule | undefined>,
): readonly SettingChange[] {
  return [...new Set([...Object.keys(old), ...Object.keys(next)])].toSorted().flatMap((name) => {
    const [a, b] = [old[name], next[name]];
    const before = a === undefined ? ABSENT : words(a);
    const after = b === undefined ? ABSENT : words(b);
    const direction = order(a, b);
    if (isUnchanged(before, after, direction)) return [];
    return [
      { part: `${kind} ${name}`, old: before, new: after, direction, oldLine: a?.at ?? null, newLine: b?.at ?? null },
    ];
  });
}

/** Two values that read the same can still differ: words are for people, and the order alone is exact. */
function isUnchanged(before: string, after: string, direction: ChangeDirection): boolean {
  return before === after && direction === 'neutral';
}

/** One more that signs people in lets in whom it names. */
function ofOneOrBoth<Rule>(order: Order<Rule>, old: Rule | undefined, next: Rule | undefined): ChangeDirection {
  if (old === undefined) return next === undefined ? 'neutral' : 'loosened';
  return next === undefined ? 'tightened' : order(old, next);
}

function isNamed({ routes }: Policy, limit: string): boolean {
  return routes.some(({ limits }) => limits.includes(limit));
}

/** A shorter time, a host less, or another's word in place of ours. */
function hstsOrder(old: string, next: string): ChangeDirection {
  if (old === next) return 'neutral';
  const height = ['origin', 'none'].indexOf(next) - ['origin', 'none'].indexOf(old);
  if (height !== 0 || old === 'origin' || old === 'none') return height > 0 ? 'loosened' : 'tightened';
  const strictest = STRICTEST['strict-transport-security'];
  return strictest(old, next) === next ? 'tightened' : 'loosened';
}

function clientAddressWords(source: ClientAddressSource): string {
  if (source.kind === 'cloudflare') return 'cloudflare';
  return `header ${source.header}; trusted proxies ${addressWords(addressSetOf([source.trustedProxies])).join(', ')}`;
}

/** Another source believes others; with the same one, each proxy more is one more that is believed. */
function clientAddressOrder(old: ClientAddressSource, next: ClientAddressSource): ChangeDirection {
  if (old.kind === 'cloudflare' || next.kind === 'cloudflare') return otherIsLooser(old.kind, next.kind);
  if (old.header !== next.header) return 'loosened';
  const [before, after] = [addressSetOf([old.trustedProxies]), addressSetOf([next.trustedProxies])];
  if (someAddress(withoutAddresses(after, before)) !== undefined) return 'loosened';
  return someAddress(withoutAddresses(before, after)) === undefined ? 'neutral' : 'tightened';
}
