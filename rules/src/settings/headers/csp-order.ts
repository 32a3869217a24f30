import { type ChangeDirection, joinDirections } from '../../analysis/diff/order/index.ts';

/** Sources by directive; a directive without a policy is absent. */
type Csp = ReadonlyMap<string, readonly string[]>;

/** What stands in for a directive that is not given (CSP Level 3, section 6.8.1), nearest first. */
const FALLBACKS: Readonly<Record<string, readonly string[]>> = {
  'script-src': ['default-src'],
  'script-src-elem': ['script-src', 'default-src'],
  'script-src-attr': ['script-src', 'default-src'],
  'style-src': ['default-src'],
  'style-src-elem': ['style-src', 'default-src'],
  'style-src-attr': ['style-src', 'default-src'],
  'worker-src': ['child-src', 'script-src', 'default-src'],
  'frame-src': ['child-src', 'default-src'],
  'child-src': ['default-src'],
  'connect-src': ['default-src'],
  'font-src': ['default-src'],
  'img-src': ['default-src'],
  'manifest-src': ['default-src'],
  'media-src': ['default-src'],
  'object-src': ['default-src'],
  'default-src': [],
  'base-uri': [],
  'form-action': [],
  'frame-ancestors': [],
};
/** Where violations are reported, which allows nothing. */
const REPORTING = new Set(['report-uri', 'report-to']);

/** Compares two values of Content-Security-Policy by what they allow, not by how they are written. */
export function cspOrder(old: string, next: string): ChangeDirection {
  const [before, after] = [parse(old), parse(next)];
  const others = [...before.keys(), ...after.keys()].filter((name) => !(name in FALLBACKS) && !REPORTING.has(name));
  return joinDirections([
    ...Object.keys(FALLBACKS).map((name) => directiveDirection(allowedBy(before, name), allowedBy(after, name))),
    ...others.map((name) => otherDirection(before.get(name), after.get(name))),
  ]);
}

function parse(value: string): Csp {
  const directives = new Map<string, readonly string[]>();
  for (const text of value.split(';')) {
    const [name, ...sources] = text.trim().split(/\s+/);
    // The first of two directives counts (CSP Level 3, section 2.2.1).
    if (name !== undefined && name !== '' && !directives.has(name.toLowerCase()))
      directives.set(name.toLowerCase(), sources);
  }
  return directives;
}

/** `null`: everything. */
function allowedBy(csp: Csp, name: string): readonly string[] | null {
  const given = [name, ...(FALLBACKS[name] ?? [])].find((each) => csp.has(each));
  return given === undefined ? null : inForce(csp.get(given) ?? [], name);
}

/** Sources without those that browsers ignore beside others, in scripts and styles. */
function inForce(sources: readonly string[], name: string): readonly string[] {
  const plain = sources.filter((source) => source !== "'none'" && source !== "'report-sample'");
  const runsCode = /^(?:script|style|worker|default)-src/.test(name);
  if (!runsCode) return plain;
  const isStrict = plain.includes("'strict-dynamic'") && name.startsWith('script-src');
  const named = isStrict || plain.some((source) => /^'(?:nonce|sha(?:256|384|512))-/.test(source));
  return plain.filter((source) => {
    if (source === "'unsafe-inline'") return !named;
    return !isStrict || (source.startsWith("'") && source !== "'self'");
  });
}

function directiveDirection(old: readonly string[] | null, next: readonly string[] | null): ChangeDirection {
  const widened = !isWithin(next, old);
  if (widened) return 'loosened';
  return isWithin(old, next) ? 'neutral' : 'tightened';
}

function isWithin(inner: readonly string[] | null, outer: readonly string[] | null): boolean {
  if (outer === null) return true;
  return inner?.every((source) => outer.some((wide) => covers(wide, source))) === true;
}

/** Directives that are not understood here restrict by being there. */
function otherDirection(old: readonly string[] | undefined, next: readonly string[] | undefined): ChangeDirection {
  if (old === undefined) return next === undefined ? 'neutral' : 'tightened';
  return next !== undefined && old.join(' ') === next.join(' ') ? 'neutral' : 'loosened';
}

/** Whether a source allows all that another one does, as far as that is plain to see. */
export function covers(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  if (wide.startsWith("'") || narrow.startsWith("'") || narrow === '*') return false;
  const isScheme = narrow.endsWith(':');
  if (wide === '*') return isScheme ? narrow === 'https:' || narrow === 'wss:' : true;
  if (isScheme) return false;
  if (wide.endsWith(':')) return narrow.startsWith(`${wide}//`);
  const [outer, inner] = [hostSource(wide), hostSource(narrow)];
  if (outer.scheme !== inner.scheme || outer.port !== inner.port) return false;
  const isBelow = outer.host.startsWith('*.') && inner.host.endsWith(outer.host.slice(1)) && inner.host !== outer.host;
  if (!isBelow && outer.host !== inner.host) return false;
  return (
    outer.path === '' || (outer.path.endsWith('/') && inner.path.startsWith(outer.path)) || outer.path === inner.path
  );
}

function hostSource(source: string): Readonly<Record<'scheme' | 'host' | 'port' | 'path', string>> {
  const [, scheme = '', host = '', port = '', path = ''] =
    /^(?:([a-z]+):\/\/)?([^:/]+)(?::([0-9*]+))?(\/.*)?$/.exec(source.toLowerCase()) ?? [];
  // Only paths are case-sensitive.
  return { scheme, host, port, path: source.slice(source.length - path.length) };
}
