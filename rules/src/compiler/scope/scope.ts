import { type AddressRanges, TENANT_PROVIDER } from '../../policy/index.ts';
import type { Report } from '../problems/index.ts';

/** What a control is compiled with: where to report, and the parts of the rules that it may depend on besides its own keys. */
export interface ControlScope {
  readonly rules: {
    readonly hosts: readonly string[];
    /** `cloudflare`, or a map for other proxies in front. */
    readonly clientAddress: string | object;
  };
  readonly report: Report;
  readonly declared: Declared;
  readonly lists: CompiledLists;
}

/** Names that other rules may refer to, entries with mistakes included, so that one mistake is reported once. */
export interface Declared {
  readonly hosts: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
  readonly limits: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
  /** Identity providers, and the word for those of tenants where they may bring any. */
  readonly identity: ReadonlySet<string>;
  readonly issuers: ReadonlySet<string>;
}

/** Address lists that were compiled, by name. */
export type CompiledLists = ReadonlyMap<string, AddressRanges>;

/** Collects the declared names from the rules as parsed, before entries with mistakes are left out. */
export function declaredNames(raw: unknown): Declared {
  const top = raw as Readonly<Record<string, unknown>>;
  const keys = (name: string): ReadonlySet<string> => {
    const section = top[name];
    return new Set(
      typeof section === 'object' && section !== null && !Array.isArray(section) ? Object.keys(section) : [],
    );
  };
  const texts = (name: string): ReadonlySet<string> => {
    const list = top[name];
    return new Set(Array.isArray(list) ? list.filter((entry): entry is string => typeof entry === 'string') : []);
  };
  return {
    hosts: texts('hosts'),
    roles: texts('roles'),
    addresses: keys('addresses'),
    limits: keys('limits'),
    origins: keys('origins'),
    identity: new Set([...keys('identity'), ...(top['tenantIdentity'] === undefined ? [] : [TENANT_PROVIDER])]),
    issuers: keys('issuers'),
  };
}
