import type {
  ClientAddressSource,
  HostPattern,
  LimitRule,
  OriginRule,
  Policy,
  SourceLine,
} from '../../policy/index.ts';
import type { TreatmentDifference } from './diff.ts';
import { durationWords } from './words.ts';

interface Setting {
  readonly words: string;
  readonly line: SourceLine | null;
}

const ABSENT = 'none';

/** Settings of the whole gateway, by name. Equal words mean equal settings. */
export function policyChanges(old: Policy, next: Policy): readonly TreatmentDifference[] {
  const [before, after] = [settingsOf(old), settingsOf(next)];
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name) => {
    const [a, b] = [before.get(name), after.get(name)];
    if (a?.words === b?.words) return [];
    return [
      {
        part: name,
        old: a?.words ?? ABSENT,
        new: b?.words ?? ABSENT,
        routes: [],
        cells: [],
        oldLine: a?.line ?? null,
        newLine: b?.line ?? null,
        witness: null,
      },
    ];
  });
}

function settingsOf(policy: Policy): ReadonlyMap<string, Setting> {
  const { development } = policy;
  return new Map<string, Setting>([
    ['gateway', { words: policy.gateway, line: null }],
    ['clientAddress', { words: clientAddressWords(policy.clientAddress), line: null }],
    ['roles', { words: policy.roles.toSorted().join(', '), line: null }],
    ['session lifetime', { words: durationWords(policy.session.lifetimeSeconds), line: policy.session.at }],
    ...byName('limit', policy.limits, limitWords),
    ...byName('origin', policy.origins, originWords),
    ...(development === undefined
      ? []
      : ([
          [
            'development',
            {
              words: `hosts ${hostWords(development.hosts)}; origins ${JSON.stringify(sorted(development.originUrls))}`,
              line: development.hosts[0]?.at ?? null,
            },
          ],
        ] as const)),
  ]);
}

function byName<Rule extends { readonly at: SourceLine }>(
  kind: string,
  rules: Readonly<Record<string, Rule>>,
  words: (rule: Rule) => string,
): readonly (readonly [string, Setting])[] {
  return Object.entries(rules)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, rule]) => [`${kind} ${name}`, { words: words(rule), line: rule.at }]);
}

function limitWords({ quota, windowSeconds, by, ipv6PrefixLength, counting, count }: LimitRule): string {
  const rate = `${quota} per ${durationWords(windowSeconds)} by ${by.toSorted().join(', ')}`;
  return `${rate}; IPv6 by /${ipv6PrefixLength}; ${counting}; counts ${count}`;
}

function originWords({ target, keys, context, timeoutMs, may }: OriginRule): string {
  const where = target.kind === 'url' ? target.url : `service ${target.binding}`;
  const grants = may.length === 0 ? ABSENT : may.toSorted().join(', ');
  return `${where}; keys ${keys}; context ${context}; timeout ${timeoutMs / 1000}s; may ${grants}`;
}

function clientAddressWords(source: ClientAddressSource): string {
  if (source.kind === 'cloudflare') return 'cloudflare';
  const { v4, v6 } = source.trustedProxies;
  return `header ${source.header}; trusted proxies ${v4.join()} ${v6.join()}`;
}

function hostWords(hosts: readonly HostPattern[]): string {
  return hosts
    .map(({ pattern }) => pattern)
    .toSorted()
    .join(', ');
}

function sorted(record: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
