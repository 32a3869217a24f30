import type { Engine } from '../../../engine/index.ts';
import { isHealthQuestion } from '../../../engine/index.ts';
import type { HostPattern } from '../../../policy/index.ts';
import { type Atom, type Axis, axisOf, createDraftSession, type View } from '../axis/index.ts';
import { conditionsOf } from './platform-axes.ts';
import type { Visitor } from './visitor-axes.ts';

const OTHER_TENANT = ' with a session of another tenant';

/** Hosts that no version of the rules tells apart: one host, or all tenants' hosts of one domain. */
interface HostElement {
  readonly words: string;
  /** A host of the element. */
  readonly host: string;
  readonly oldTenant: string | null | undefined;
  readonly newTenant: string | null | undefined;
}

export type HostAxis = (
  visitor: Visitor,
  old: View | null,
  next: View | null,
  /** A host that the requests cannot be made to. */
  excluded: string | null,
) => Axis;

/** At which hosts requests pass, and with sessions of which tenant. */
export function createHostAxis(old: Engine, next: Engine): HostAxis {
  const elements = elementsOf(old, next);
  return (visitor, oldView, newView, excluded) =>
    axisOf(
      'hosts',
      elements
        .filter(({ host }) => host !== excluded)
        .flatMap((element) => atomsOf(element, visitor, oldView, newView)),
    );
}

/** The hosts alone. */
export function withoutOtherTenants(words: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...words].filter((word) => !word.endsWith(OTHER_TENANT)));
}

function elementsOf(old: Engine, next: Engine): readonly HostElement[] {
  const patterns = [...old.policy.hosts, ...next.policy.hosts];
  const exact = [...new Set(patterns.filter(({ labels }) => labels[0] !== null).map(textOf))].toSorted();
  const suffixes = [...new Set(patterns.filter(({ labels }) => labels[0] === null).map(textOf))].toSorted();
  const hosts = [
    ...suffixes.map((suffix) => ({ words: `{tenant}.${suffix}`, host: `${freeTenant(suffix, exact)}.${suffix}` })),
    ...exact.map((host) => ({ words: host, host })),
  ];
  return hosts.map(({ words, host }) => ({
    words,
    host,
    oldTenant: tenantOf(old, host),
    newTenant: tenantOf(next, host),
  }));
}

/** `undefined`: the host is none of the gateway's. */
function tenantOf(engine: Engine, host: string): string | null | undefined {
  const match = engine.matchHost(host);
  return match === null ? undefined : match.tenant;
}

function textOf({ labels, port }: HostPattern): string {
  return `${labels.filter((label) => label !== null).join('.')}${port === null ? '' : `:${port}`}`;
}

function freeTenant(suffix: string, exact: readonly string[]): string {
  for (let count = 1; ; count++) {
    const tenant = count === 1 ? 'acme' : `acme${count}`;
    if (!exact.includes(`${tenant}.${suffix}`)) return tenant;
  }
}

function atomsOf(element: HostElement, visitor: Visitor, old: View | null, next: View | null): readonly Atom[] {
  const { words, host, oldTenant, newTenant } = element;
  const hostTenant = oldTenant ?? newTenant ?? null;
  const atom = (text: string, ofHostTenant: boolean): Atom => ({
    words: [text],
    old: old !== null && passes(old, oldTenant, ofHostTenant),
    new: next !== null && passes(next, newTenant, ofHostTenant),
    apply: (draft) => {
      draft.host = host;
      draft.hostTenant = hostTenant;
      if (visitor === 'session') draft.session = { ...(draft.session ?? createDraftSession()), ofHostTenant };
    },
  });
  if (visitor === 'anonymous' || hostTenant === null) return [atom(words, true)];
  return [atom(words, true), atom(`${words}${OTHER_TENANT}`, false)];
}

function passes(view: View, tenant: string | null | undefined, ofHostTenant: boolean): boolean {
  // Health is answered under any host, whatever session comes along.
  if (answersAnyHost(view)) return true;
  if (tenant === undefined) return false;
  if (tenant === null) return conditionsOf(view)?.tenant !== 'required';
  return ofHostTenant || view.drops;
}

function answersAnyHost({ side: { route, preflight } }: View): boolean {
  const target = { scheme: 'https' as const, host: '', path: route.path, query: '' };
  return !preflight && route.methods.some((method) => isHealthQuestion({ method, target }));
}
