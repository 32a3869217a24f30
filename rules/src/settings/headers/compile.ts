import type { Path, Report } from '../../compiler/problems/index.ts';
import { checkHeaders } from './check-headers.ts';
import { usesNonce } from './csp-source.ts';
import { type Directives, type HeaderSettings, isLeft, type Permissions } from './policy.ts';
import { PROFILES } from './profiles.ts';
import type { HeaderAdjustments, HeadersEntry } from './schema.ts';

/** What every policy has where the rules begin with none. */
const NO_POLICY: Directives = { 'base-uri': ["'self'"], 'object-src': ["'none'"] };

/**
 * Settings that `entry` makes of `base`. A profile's name starts from that profile; a map without `profile` adjusts
 * `base` key by key.
 */
export function compile(
  report: Report,
  path: Path,
  entry: HeadersEntry['headers'],
  base: HeaderSettings,
): HeaderSettings {
  if (entry === undefined) return base;
  if (typeof entry === 'string') return PROFILES[entry];
  const settings = adjusted(entry.profile === undefined ? base : PROFILES[entry.profile], entry);
  checkHeaders(report, path, entry, settings);
  return settings;
}

function adjusted(base: HeaderSettings, entry: HeaderAdjustments): HeaderSettings {
  const csp = directives(base.csp, entry.csp);
  return {
    frameAncestors: entry.frameAncestors ?? base.frameAncestors,
    csp,
    permissions: permissions(base.permissions, entry.permissions),
    contentTypeOptions: entry.contentTypeOptions ?? base.contentTypeOptions,
    referrerPolicy: entry.referrerPolicy ?? base.referrerPolicy,
    crossOriginOpenerPolicy: entry.crossOriginOpenerPolicy ?? base.crossOriginOpenerPolicy,
    crossOriginEmbedderPolicy: entry.crossOriginEmbedderPolicy ?? base.crossOriginEmbedderPolicy,
    crossOriginResourcePolicy: entry.crossOriginResourcePolicy ?? base.crossOriginResourcePolicy,
    crossDomainPolicies: entry.crossDomainPolicies ?? base.crossDomainPolicies,
    originAgentCluster: entry.originAgentCluster ?? base.originAgentCluster,
    integrity: entry.integrity ?? base.integrity,
    documentPolicy: entry.documentPolicy ?? base.documentPolicy,
    robots: entry.robots ?? base.robots,
    disposition: entry.disposition ?? base.disposition,
    nonce: nonce(entry.nonce) ?? base.nonce ?? (usesNonce(csp) ? { kind: 'context' } : null),
    reportOnly: entry.reportOnly === undefined ? base.reportOnly : reported(entry.reportOnly),
    set: { ...base.set, ...lowerCased(entry.set ?? {}) },
    remove: [...new Set([...base.remove, ...(entry.remove ?? []).map((name) => name.toLowerCase())])],
  };
}

function directives(base: HeaderSettings['csp'], entry: HeaderAdjustments['csp']): HeaderSettings['csp'] {
  if (entry === undefined || isLeft(entry)) return entry ?? base;
  return { ...(isLeft(base) ? NO_POLICY : base), ...entry };
}

function permissions(
  base: HeaderSettings['permissions'],
  entry: Permissions | 'origin' | 'none' | undefined,
): HeaderSettings['permissions'] {
  if (entry === undefined || isLeft(entry)) return entry ?? base;
  return { ...(isLeft(base) ? {} : base), ...entry };
}

function nonce(entry: HeaderAdjustments['nonce']): HeaderSettings['nonce'] {
  if (entry === undefined) return null;
  return entry === 'context' ? { kind: 'context' } : { kind: 'placeholder', text: entry.placeholder };
}

function reported(entry: NonNullable<HeaderAdjustments['reportOnly']>): HeaderSettings['reportOnly'] {
  if (entry === 'none') return null;
  return typeof entry === 'string' ? PROFILES[entry] : withoutAbsent(entry);
}

function withoutAbsent<T extends object>(entry: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const stated = Object.entries(entry).filter(([, value]) => value !== undefined);
  return Object.fromEntries(stated) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function lowerCased(entry: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(entry).map(([name, value]) => [name.toLowerCase(), value]));
}
