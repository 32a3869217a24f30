import { type Counted, shownPath } from './evidence/index.ts';
import type { InitResult } from './init-rules.ts';
import type { ProposedRoute } from './proposal/index.ts';

/** Something that the evidence does not decide. */
export interface LeftToDecide {
  readonly about: string;
  readonly text: string;
  readonly examples: readonly string[];
}

/** Why the gateway refuses a path for its form. */
const UNCLEAR = new Set(['malformed_path', 'malformed_target', 'path_ambiguous']);
const MAX_EXAMPLES = 5;
const SIGN_IN = /(?:log-?in|sign-?in|log-?on)(?:$|[/_.-])|(?:^|[/_.-])(?:oauth2?|saml|sso)(?:$|[/_.-])/i;

/** All that a person has to decide before the rules are enforced, most important first. */
export function leftToDecide(result: InitResult, originUrl: string | null): readonly LeftToDecide[] {
  return [
    ...aboutAccess(result),
    ...aboutRefused(result),
    ...aboutSetAside(result),
    ...aboutWider(result),
    ...aboutPlaces(result, originUrl),
    ...aboutLimitsAndHeaders(result),
    ...result.notes.map((text) => ({ about: 'crawl', text, examples: [] })),
  ];
}

function aboutAccess({ proposal }: InitResult): readonly LeftToDecide[] {
  const undecided = proposal.routes.filter(({ access }) => access.kind === 'undecided');
  const signIns = proposal.routes.filter(({ path, methods }) => methods.has('POST') && SIGN_IN.test(path));
  return [
    ...item(
      'access',
      undecided,
      `who may come to ${countOf(undecided.length, 'route')}: nothing in the evidence says it, so they are closed once "roles" is enforced`,
      pathOf,
    ),
    ...item(
      'signIn',
      signIns,
      `whether these are sign-ins: they need "access: public", "signIn: true" and a limit`,
      pathOf,
    ),
  ];
}

function aboutRefused({ replay }: InitResult): readonly LeftToDecide[] {
  const broken = replay.groups.filter(({ outcome, worked }) => outcome === 'refused' && worked > 0);
  const spelled = broken.filter(({ reason }) => reason !== null && UNCLEAR.has(reason));
  const cased = broken.filter(({ reason }) => reason === 'path_case_mismatch');
  const methods = broken.filter(({ reason }) => reason === 'method_not_allowed');
  const shown = ({ method, path, worked }: (typeof broken)[number]): string =>
    `${method} ${shownPath(path)} (${worked})`;
  return [
    ...item(
      'spelling',
      spelled,
      'paths that worked, and that servers could read in several ways: "spelling" lets some of them through',
      shown,
    ),
    ...item(
      'letterCase',
      cased,
      'paths that worked and differ from a route in letter case only: each needs one spelling',
      shown,
    ),
    ...item('methods', methods, 'methods that worked and that no route takes', shown),
  ];
}

function aboutSetAside({ evidence, survey }: InitResult): readonly LeftToDecide[] {
  const { setAside } = evidence;
  const shown = ({ text, count }: Counted): string => `${text} (${count})`;
  const sizes = survey.answersToAll.all
    .map(({ status, bytes }) => `${status} with ${bytes} bytes`)
    .slice(0, 3)
    .join(', ');
  return [
    ...item(
      'answerToAll',
      setAside.answerToAll.entries,
      `which of these are pages: the app answers many paths alike (${sizes}), as single-page apps do, so the answer proves nothing`,
      shown,
    ),
    ...item(
      'hidden',
      setAside.hidden.entries,
      'whether the app means to serve hidden files: it answered with success',
      shown,
    ),
    ...item(
      'scanner',
      setAside.scanner.entries,
      'whether these are pages: only scanners got them, or they are what scanners try',
      shown,
    ),
    ...item(
      'onlyRefused',
      setAside.onlyRefused.entries,
      'paths that the app has only ever refused with 401 or 403',
      shown,
    ),
    ...item(
      'preflight',
      setAside.preflight.entries,
      'which other sites may call ("cors"): OPTIONS was answered, which the gateway does itself',
      shown,
    ),
    ...item(
      'tooMany',
      setAside.tooMany.entries,
      'paths that were not kept, since there are too many different ones',
      shown,
    ),
  ];
}

function aboutWider({ proposal, skippedOperations }: InitResult): readonly LeftToDecide[] {
  const slash = proposal.routes.filter(({ endpoint }) => endpoint.wider === 'slash');
  const files = proposal.routes.filter(({ endpoint }) => endpoint.wider === 'files');
  return [
    ...item(
      'slash',
      slash,
      'whether all below these may pass: they were seen with a slash at the end, for which there is no narrower pattern',
      pathOf,
    ),
    ...item(
      'files',
      files,
      'whether all files below these are public: those that were seen are scripts, styles, fonts and pictures',
      pathOf,
    ),
    ...(skippedOperations === 0
      ? []
      : [
          {
            about: 'document',
            text: `${countOf(skippedOperations, 'operation')} of the API's document that no route can name`,
            examples: [],
          },
        ]),
  ];
}

function aboutPlaces({ hosts, survey }: InitResult, originUrl: string | null): readonly LeftToDecide[] {
  const shown = ({ text, count }: Counted): string =>
    `${text.slice(0, 100).replaceAll(/[^\x21-\x7e]/g, '?')} (${count})`;
  const tenants = hosts.patterns.filter(({ text }) => text.startsWith('{tenant}.'));
  return [
    ...item('tenants', tenants, 'whether the first label of these hosts names the tenant', ({ text }) => text),
    ...item(
      'hosts',
      hosts.left,
      "whether these hosts are the app's: they are rare, or no public names; name those that are with --host",
      shown,
    ),
    ...(originUrl === null ? [{ about: 'origin', text: 'where the app is: "origins.app.url"', examples: [] }] : []),
    {
      about: 'clientAddress',
      text:
        survey.addresses > 1
          ? 'who sets the client\'s address: "clientAddress: cloudflare", unless another proxy is in front'
          : "who sets the client's address: the log has one address only, as behind a proxy",
      examples: [],
    },
  ];
}

function aboutLimitsAndHeaders({ proposal, code }: InitResult): readonly LeftToDecide[] {
  const elsewhere = [...code.elsewhere].sort(([, a], [, b]) => b - a);
  return [
    ...(proposal.limits.length > 0
      ? []
      : [
          {
            about: 'limits',
            text: 'limits: the log has too few addresses or minutes to say what is usual',
            examples: [],
          },
        ]),
    ...item(
      'elsewhere',
      elsewhere,
      'whether pages may load from other sites: "csp suggest" names the directives once browsers have reported',
      ([origin, pages]) => `${shownOrigin(origin)} (${countOf(pages, 'page')})`,
    ),
    ...(proposal.headers.profile === 'legacy'
      ? [{ about: 'headers', text: `a tighter header profile than legacy: ${proposal.headers.because}`, examples: [] }]
      : []),
  ];
}

function item<T>(about: string, found: readonly T[], text: string, show: (each: T) => string): readonly LeftToDecide[] {
  if (found.length === 0) return [];
  const more = found.length > MAX_EXAMPLES ? [`and ${found.length - MAX_EXAMPLES} more`] : [];
  return [{ about, text, examples: [...found.slice(0, MAX_EXAMPLES).map(show), ...more] }];
}

function pathOf({ path, methods }: ProposedRoute): string {
  return `${[...methods.keys()].join(', ')} ${path}`;
}

function shownOrigin(origin: string): string {
  return origin.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, 100);
}

function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
