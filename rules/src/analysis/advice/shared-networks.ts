import { type Prefix, parsePrefix } from '../../engine/index.ts';
import type { Policy } from '../../policy/index.ts';
import { type Advice, createAdvice } from './catalogue/index.ts';
import { overlap } from './prefixes.ts';
import type { WrittenPrefix, WrittenRules } from './written-rules.ts';

/** Where requests of every customer's Workers come from. */
const SHARED = '2a06:98c0:3600::/48';
/** Networks that no stranger has an address in. */
const PRIVATE = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
];
/** Public networks shorter than these are a provider's, with many customers in it. */
const SHORTEST_PUBLIC = { 4: 20, 6: 32 };

/** Trusted networks in which anybody can get an address: in lists that open, and among the trusted proxies. */
export function adviseOnSharedNetworks(policy: Policy, written: WrittenRules): readonly Advice[] {
  const opening = new Set(policy.routes.flatMap(({ access }) => access.addresses ?? []));
  return [
    ...[...opening].flatMap((list) =>
      written
        .prefixesOf(list)
        .filter(isShared)
        .map((entry) => shared(entry, `the list "${list}" opens to it`)),
    ),
    ...written.trustedProxies.flatMap((entry) =>
      isShared(entry) ? [shared(entry, 'it is among the trusted proxies')] : isWide(entry) ? [wide(entry)] : [],
    ),
  ];
}

function shared({ text, at }: WrittenPrefix, how: string): Advice {
  const holds = text === SHARED ? 'is' : 'shares addresses with';
  return createAdvice(
    'shared_egress',
    at,
    `${text} ${holds} Cloudflare's egress ${SHARED}, and ${how}.`,
    'Take it out. Let your own Worker come in through a service binding, or with a session.',
  );
}

function wide({ text, at }: WrittenPrefix): Advice {
  return createAdvice(
    'wide_trusted_proxies',
    at,
    `Every host in ${text} can set the client's address.`,
    'List the addresses of your own proxies only.',
  );
}

function isShared({ prefix }: WrittenPrefix): boolean {
  return overlap(prefix, known(SHARED));
}

function isWide({ prefix }: WrittenPrefix): boolean {
  const isPrivate = PRIVATE.map(known).some((own) => prefix.length >= own.length && overlap(prefix, own));
  return !isPrivate && prefix.length < SHORTEST_PUBLIC[prefix.kind];
}

function known(text: string): Prefix {
  const prefix = parsePrefix(text);
  if ('problem' in prefix) throw new Error(`${text} must be a network`);
  return prefix;
}
