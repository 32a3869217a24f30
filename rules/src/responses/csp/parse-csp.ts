/** Directives by name in lower case, each with its sources as written. */
export type Csp = ReadonlyMap<string, readonly string[]>;

/** One policy; the first of two directives counts (CSP Level 3 section 2.2.1). */
export function parseCsp(policy: string): Csp {
  const directives = new Map<string, readonly string[]>();
  for (const text of policy.split(';')) {
    const [name = '', ...sources] = text.trim().split(/\s+/);
    if (name !== '' && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources);
  }
  return directives;
}

/** The policies of one header or of several, joined by commas. Each is enforced (CSP Level 3 section 3.1). */
export function parsePolicies(value: string): readonly Csp[] {
  return value
    .split(',')
    .map(parseCsp)
    .filter(({ size }) => size > 0);
}
