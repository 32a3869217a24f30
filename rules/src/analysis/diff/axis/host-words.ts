const OTHER_TENANT = ' with a session of another tenant';

/** Hosts, with sessions that belong to another tenant than they name. */
export function withOtherTenants(hosts: string): string {
  return `${hosts}${OTHER_TENANT}`;
}

/** The hosts alone. */
export function withoutOtherTenants(words: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...words].filter((word) => !word.endsWith(OTHER_TENANT)));
}
