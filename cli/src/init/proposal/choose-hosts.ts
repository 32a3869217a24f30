import { parseHost } from '@portcullis/rules/compiler';
import type { Counted, Survey } from '../evidence/index.ts';

/** The public hosts, and which requests are for them. */
export interface ChosenHosts {
  /** As the rules write them, busiest first, each with its requests that worked. */
  readonly patterns: readonly Counted[];
  /** The pattern of a host that the evidence names; `null`: it is not one of the app's. */
  readonly groupOf: (host: string, byBrowser: boolean) => string | null;
  /** Where all requests count for one host, regardless of the one they name. */
  readonly renamedTo: string | null;
  /** Hosts that the app answered and that are not taken: anyone can send any name. */
  readonly left: readonly Counted[];
}

/** A host with less than this share of the busiest one's requests may be a name that someone made up. */
const LEAST_SHARE = 0.01;
/** So many hosts of one domain, alike but for the first label, name tenants. */
const LEAST_TENANTS = 8;
const MAX_HOSTS = 50;
const TENANT = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * Chooses among the hosts of the evidence.
 * @param asked as the user has named them; the first stands for evidence that names none of them
 * @returns `null`: neither says which host the app has
 */
export function chooseHosts(survey: Survey, asked: readonly string[]): ChosenHosts | null {
  const logged = [...survey.hosts].map(([host, count]): Counted => ({ text: withoutPort(host), count }));
  const [first] = asked;
  if (first !== undefined) {
    const isNamed = logged.some(({ text }) => asked.includes(text));
    return isNamed ? among(asked, logged) : renamed(asked, first, survey);
  }
  const busy = busyHosts(logged.filter(({ text }) => isPublicHost(text)));
  if (busy.length === 0) return null;
  return among(
    busy.map(({ text }) => text),
    logged,
  );
}

function among(patterns: readonly string[], logged: readonly Counted[]): ChosenHosts {
  const groupOf = (host: string): string | null => {
    const name = withoutPort(host);
    if (patterns.includes(name)) return name;
    const parent = parentOf(name);
    return parent !== null && patterns.includes(`{tenant}.${parent}`) ? `{tenant}.${parent}` : null;
  };
  // A log may name the host of some requests only.
  const [first = ''] = patterns;
  const counts = patterns.map((text) => ({
    text,
    count: logged.reduce((sum, host) => sum + (groupOf(host.text) === text ? host.count : 0), 0),
  }));
  return {
    patterns: counts,
    groupOf: (host) => (host === '' && patterns.length === 1 ? first : groupOf(host)),
    renamedTo: null,
    left: logged.filter(({ text }) => text !== '' && groupOf(text) === null).sort((a, b) => b.count - a.count),
  };
}

function renamed(asked: readonly string[], first: string, survey: Survey): ChosenHosts {
  const all = [...survey.hosts.values()].reduce((sum, count) => sum + count, 0);
  return {
    patterns: asked.map((text) => ({ text, count: text === first ? all : 0 })),
    groupOf: (host, byBrowser) => (byBrowser && host !== survey.recordedHost?.toLowerCase() ? null : first),
    renamedTo: first,
    left: [],
  };
}

/** The busiest, and those that are not rare beside it; many of one domain as `{tenant}.domain`. */
function busyHosts(hosts: readonly Counted[]): readonly Counted[] {
  const families = Map.groupBy(hosts, ({ text }) => parentOf(text) ?? '');
  const joined = [...families].flatMap(([parent, family]): readonly Counted[] => {
    const tenants = family.filter(({ text }) => TENANT.test(text.split('.')[0] ?? ''));
    if (parent === '' || tenants.length < LEAST_TENANTS) return family;
    const count = tenants.reduce((sum, tenant) => sum + tenant.count, 0);
    return [{ text: `{tenant}.${parent}`, count }, ...family.filter((host) => !tenants.includes(host))];
  });
  const sorted = joined.sort((a, b) => b.count - a.count).slice(0, MAX_HOSTS);
  const most = sorted[0]?.count ?? 0;
  return sorted.filter(({ count }) => count >= most * LEAST_SHARE);
}

/** The domain that a host lies in, if it is one with a registry above it. */
function parentOf(host: string): string | null {
  const parent = host.split('.').slice(1).join('.');
  return parent.includes('.') ? parent : null;
}

function isPublicHost(host: string): boolean {
  return parseHost(host, { development: false, developmentKey: 'development.hosts' }).ok && !host.includes('{');
}

function withoutPort(host: string): string {
  return host.replace(/:\d{1,5}$/, '');
}
