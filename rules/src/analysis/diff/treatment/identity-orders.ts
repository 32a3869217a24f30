import type {
  IssuerRule,
  ProviderClient,
  ProviderRule,
  ProviderSignals,
  ProviderStepUp,
  ProviderWindow,
  RenewRule,
  RoleGrant,
  TenantIdentityRule,
  TenantMapping,
} from '../../../policy/index.ts';
import {
  by,
  durationWords,
  type KeyOrders,
  ladder,
  listWords,
  moreIsLooser,
  type Order,
  otherIsLooser,
} from '../order/index.ts';

/** People whom the provider names may come in: another issuer, client or mapping lets others in. */
export const PROVIDER: KeyOrders<ProviderRule> = {
  id: null,
  issuer: { words: (value) => value, order: otherIsLooser },
  // As the issuer says.
  ofManyDirectories: null,
  client: { words: clientWords, order: otherIsLooser },
  scopes: {
    words: (names) => `scopes ${listWords(names)}`,
    order: by((names) => names.toSorted(), otherIsLooser),
  },
  user: { words: (claim) => `user by ${claim}`, order: otherIsLooser },
  tenant: { words: tenantWords, order: tenantOrder },
  roles: {
    words: (grants) => grants.map(grantWords).join(', '),
    order: (old, next) => moreIsLooser(old.flatMap(singleGrants), next.flatMap(singleGrants)),
  },
  stepUp: { words: stepUpWords, order: stepUpOrder },
  window: { words: windowWords, order: windowOrder },
  signals: { words: signalsWords, order: signalsOrder },
  at: null,
};

/** Bounds of what tenants may bring: what lies within more of them lets in more. */
export const TENANT_IDENTITY: KeyOrders<TenantIdentityRule> = {
  issuers: { words: (patterns) => `issuers ${listWords(patterns)}`, order: moreIsLooser },
  endpoints: { words: (patterns) => `endpoints ${listWords(patterns)}`, order: moreIsLooser },
  grant: { words: (names) => `may give ${listWords(names)}`, order: moreIsLooser },
  stepUp: {
    words: (rule) => (rule === null ? '' : `second factor shown by ${listWords(proofsOf(rule))}`),
    order: stepUpOrder,
  },
  signals: PROVIDER.signals,
  keys: { words: (name) => `sealed by ${name}`, order: otherIsLooser },
  at: null,
};

export const ISSUER: KeyOrders<IssuerRule> = {
  id: null,
  issuer: { words: quoted, order: otherIsLooser },
  keys: { words: (keys) => `${keys.alg} by ${keys.kind === 'jwks' ? keys.url : keys.secret}`, order: otherIsLooser },
  roles: { words: (names) => `roles ${listWords(names)}`, order: moreIsLooser },
  tenants: { words: (tenants) => `tenants ${tenants === 'any' ? 'any' : listWords(tenants)}`, order: tenantsOrder },
  bearer: { words: (value) => (value ? 'bearer tokens' : ''), order: ladder(false, true) },
  at: null,
};

export function renewWords(rule: RenewRule | null): string {
  if (rule === null) return '';
  const { idleSeconds, absoluteSeconds, graceSeconds, recheckSeconds, device } = rule;
  const recheck = recheckSeconds === null ? [] : [`recheck ${durationWords(recheckSeconds)}`];
  return [
    `renews: idle ${durationWords(idleSeconds)}`,
    `absolute ${durationWords(absoluteSeconds)}`,
    `grace ${durationWords(graceSeconds)}`,
    ...recheck,
    `device ${device}`,
  ].join(', ');
}

/** Looser if any part of it is. */
export const renewOrder: Order<RenewRule | null> = (old, next) => {
  if (renewWords(old) === renewWords(next)) return 'neutral';
  if (old === null || next === null) return old === null ? 'loosened' : 'tightened';
  return isLooser(old, next) ? 'loosened' : 'tightened';
};

const DEVICES = ['required', 'preferred', 'off'] as const;

function isLooser(old: RenewRule, next: RenewRule): boolean {
  return (
    next.idleSeconds > old.idleSeconds ||
    next.absoluteSeconds > old.absoluteSeconds ||
    next.graceSeconds > old.graceSeconds ||
    (next.recheckSeconds ?? Number.POSITIVE_INFINITY) > (old.recheckSeconds ?? Number.POSITIVE_INFINITY) ||
    DEVICES.indexOf(next.device) > DEVICES.indexOf(old.device)
  );
}

function clientWords({ id, proof }: ProviderClient): string {
  return `client ${quoted(id)} by ${proof.kind === 'secret' ? `secret ${proof.secret}` : `key ${proof.key}`}`;
}

/** With the same claim, each value more is one more that gets a session. */
function tenantOrder(old: TenantMapping, next: TenantMapping): ReturnType<Order<unknown>> {
  if (old.kind !== 'claim' || next.kind !== 'claim' || old.claim !== next.claim) return otherIsLooser(old, next);
  const pairsOf = ({ tenants }: typeof old): readonly string[] =>
    Object.entries(tenants).map((pair) => JSON.stringify(pair));
  return moreIsLooser(pairsOf(old), pairsOf(next));
}

/** Each role that each value gives: what is more of them lets in more. */
function singleGrants({ match, grant }: RoleGrant): readonly string[] {
  const who = match.kind === 'claim' ? match.values.map((value) => [match.claim, value]) : [match];
  return who.flatMap((each) => grant.map((role) => JSON.stringify([each, role])));
}

function tenantWords(tenant: TenantMapping): string {
  if (tenant.kind !== 'claim') return `tenant ${tenant.tenant}`;
  return `tenant by ${tenant.claim}: ${listWords(Object.entries(tenant.tenants).map(([value, id]) => `${quoted(value)} for ${id}`))}`;
}

function grantWords({ match, grant }: RoleGrant): string {
  const who =
    match.kind === 'anyone'
      ? 'anyone'
      : match.kind === 'group'
        ? `group ${quoted(match.group)}`
        : `${match.claim} ${match.values.map(quoted).join(' or ')}`;
  return `${who} gets ${listWords(grant)}`;
}

function stepUpWords(rule: ProviderStepUp | null): string {
  return rule === null ? '' : `second factor shown by ${listWords(proofsOf(rule))}, asked for by ${rule.request}`;
}

type Shown = Pick<ProviderStepUp, 'acr' | 'amr'>;

function stepUpOrder(old: Shown | null, next: Shown | null): ReturnType<Order<unknown>> {
  return moreIsLooser(old === null ? [] : proofsOf(old), next === null ? [] : proofsOf(next));
}

/** A value of `acr` can be called like a method, and is none. */
function proofsOf({ acr, amr }: Shown): readonly string[] {
  return [...acr.map((value) => `acr ${quoted(value)}`), ...amr.map((method) => `amr ${method}`)];
}

/** Text that may hold any words, those of the report among them. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function windowWords(window: ProviderWindow | null): string {
  if (window === null) return '';
  const { notBefore, notAfter } = window;
  return `from ${notBefore ?? 'the sign-in'} until ${notAfter ?? 'the end of the session'}`;
}

/** Each claim that counts can only shorten a stay; another one may say anything. */
function windowOrder(old: ProviderWindow | null, next: ProviderWindow | null): ReturnType<Order<unknown>> {
  const claimsOf = (window: ProviderWindow | null) =>
    Object.entries(window ?? {}).flatMap(([key, claim]) => (claim === null ? [] : [`${key} ${claim}`]));
  return moreIsLooser(claimsOf(next), claimsOf(old));
}

/**
 * One signal less, and people who have left stay. SCIM is looser both ways: without it, who is not in the directory gets in; with it,
 * who holds its token says who people are and what groups they are in.
 */
function signalsOrder(old: ProviderSignals, next: ProviderSignals): ReturnType<Order<unknown>> {
  if (old.scim !== next.scim) return 'loosened';
  return moreIsLooser(signalsOf(next), signalsOf(old));
}

function signalsOf({ scim, universalLogout, backchannelLogout, events }: ProviderSignals): readonly string[] {
  return [
    ...(scim === null ? [] : [`SCIM by ${scim}`]),
    ...(universalLogout ? ['Universal Logout'] : []),
    ...(backchannelLogout ? ['back-channel logout'] : []),
    ...(events === null ? [] : [`events for ${quoted(events.audience)}`]),
  ];
}

function signalsWords(signals: ProviderSignals): string {
  return `signals ${listWords(signalsOf(signals))}`;
}

function tenantsOrder(old: IssuerRule['tenants'], next: IssuerRule['tenants']): ReturnType<Order<unknown>> {
  if (old === next) return 'neutral';
  if (old === 'any' || next === 'any') return next === 'any' ? 'loosened' : 'tightened';
  return moreIsLooser(old, next);
}
