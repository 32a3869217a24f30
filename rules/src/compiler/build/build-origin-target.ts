import { createHostMatcher } from '../../engine/index.ts';
import type { HostPattern, OriginRule } from '../../policy/index.ts';
import { type Path, valueOrProblem } from '../problems/index.ts';
import type { OriginEntry } from '../shape/index.ts';
import { type OriginUrl, parseBindingName, parseOriginUrl, type Reach } from '../values/index.ts';
import type { Scope } from './scope.ts';

/** Any id will do to see whether `{tenant}` patterns overlap. */
const SAMPLE_TENANT = 'a';

/** Where an origin is reached; `null` where it is reached nowhere. */
export function buildTarget(
  scope: Scope,
  path: Path,
  entry: OriginEntry,
  hosts: readonly HostPattern[],
): OriginRule['target'] | null {
  const { report } = scope;
  if (entry.url !== undefined && entry.service !== undefined) {
    report.add(
      [...path, 'service'],
      'no_effect',
      'An origin has either "url" or "service".',
      'Remove one of the two.',
      'key',
    );
    return null;
  }
  if (entry.service !== undefined) {
    const binding = valueOrProblem(report, [...path, 'service'], 'invalid_name', parseBindingName(entry.service));
    return binding === null ? null : { kind: 'service', binding };
  }
  if (entry.url === undefined) {
    report.add(
      [...path, 'url'],
      'missing_key',
      `Origin "${String(path[1])}" has neither "url" nor "service".`,
      'Add "url", such as https://app-origin.example.com.',
    );
    return null;
  }
  const url = buildOriginUrl(scope, [...path, 'url'], entry.url, hosts, entry.network ?? 'public');
  return url === null ? null : { kind: 'url', url };
}

/** Reads an origin's URL and makes sure that it leads away from the gateway. */
export function buildOriginUrl(
  { report }: Scope,
  path: Path,
  text: string,
  hosts: readonly HostPattern[],
  reach: Reach,
): string | null {
  const url = valueOrProblem(report, path, 'invalid_url', parseOriginUrl(text, reach));
  if (url === null) return null;
  const hostsKey = reach === 'development' ? 'development.hosts' : 'hosts';
  if (url.hasTenant && !hosts.some((host) => host.labels[0] === null)) {
    report.add(
      path,
      'invalid_url',
      'The URL has "{tenant}", but no host of the gateway names a tenant.',
      `Add a host with "{tenant}" to ${hostsKey}, or write a fixed URL.`,
    );
  }
  if (createHostMatcher(hosts)(sampleHost(url)) !== null) {
    report.add(
      path,
      'origin_loop',
      "The URL is one of the gateway's own hosts.",
      'Write the host at which the app itself is reached.',
    );
  }
  return url.url;
}

/** How the origin is reached: what its keys say, and that they say something. */
export function buildReach(
  { report }: Scope,
  path: Path,
  { url, host = 'origin', network = 'public', certificate }: OriginEntry,
): Pick<OriginRule, 'host' | 'network' | 'certificate'> {
  if (certificate !== undefined)
    valueOrProblem(report, [...path, 'certificate'], 'invalid_name', parseBindingName(certificate));
  if (host === 'public' && url !== undefined)
    report.add(
      [...path, 'host'],
      'no_effect',
      'An app at a "url" sees the host of that URL: a Worker can send no other.',
      'Write "service" in place of "url": a service binding or a Workers VPC binding on Cloudflare, an external service in plain ' +
        'workerd. Or remove the key, and let the app read X-Forwarded-Host, which is always sent.',
    );
  if (url === undefined && network === 'private')
    report.add(
      [...path, 'network'],
      'no_effect',
      'A "service" has no URL that could be private.',
      'Remove the key.',
      'key',
    );
  if (certificate !== undefined && !url?.startsWith('https:'))
    report.add(
      [...path, 'certificate'],
      'no_effect',
      'A certificate is shown to an https "url" alone.',
      'Remove the key, or write an https URL.',
      'key',
    );
  return { host, network, certificate: certificate ?? null };
}

/** An app that sees the public host is reached through its binding in development, too, and that leads to one place. */
export function checkBoundUrl({ report }: Scope, path: Path, url: string, origin: OriginRule | undefined): void {
  if (origin?.host !== 'public' || !url.includes('{tenant}')) return;
  report.add(
    path,
    'contradiction',
    `Origin "${origin.id}" has "host: public": it is reached through one binding, not at one URL for each tenant.`,
    'Write a fixed URL.',
  );
}

function sampleHost({ host }: OriginUrl): string {
  const name = host.labels.map((label) => label ?? SAMPLE_TENANT).join('.');
  return host.port === null ? name : `${name}:${host.port}`;
}
