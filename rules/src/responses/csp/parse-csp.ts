/** Directives by name in lower case, each with its sources as written. */
export type Csp = ReadonlyMap<string, readonly string[]>;

/** ASCII whitespace alone (Infra Standard section 4.6): what else looks like space is a part of a word to browsers. */
const SPACE = /[\t\n\f\r ]+/;
const NON_ASCII = /[^\0-\x7f]/;
/** Of commas alone, a header of an app can have thousands: a map for each would cost more than all the rest. */
const WORD = /[^\t\n\f\r ]/;

/** One policy, without what browsers ignore; the first of two directives counts (CSP Level 3 section 2.2.1). */
export function parseCsp(policy: string): Csp {
  const directives = new Map<string, readonly string[]>();
  for (const text of policy.split(';')) {
    if (NON_ASCII.test(text)) continue;
    const [name = '', ...sources] = text.split(SPACE).filter((word) => word !== '');
    if (name !== '' && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources);
  }
  return directives;
}

/** The policies of one header or of several, joined by commas. Each is enforced (CSP Level 3 section 3.1). */
export function parsePolicies(value: string): readonly Csp[] {
  return value
    .split(',')
    .filter((policy) => WORD.test(policy))
    .map(parseCsp)
    .filter(({ size }) => size > 0);
}
