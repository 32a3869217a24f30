import { blockedSource, extensionOf, shownPlace } from './blocked-source.ts';
import type { ViolationKind } from './reported-kind.ts';

/** A report of a browser, as far as it is kept. Any client can send one, so nothing of it is to be trusted. */
export interface Violation extends ViolationKind {
  readonly document: URL;
  /** Where the code is that did it, as {@link shownPlace} shows it: for inline code, that is the page. */
  readonly source: string | null;
  readonly line: number | null;
  readonly column: number | null;
  /** The first characters of an inline script or style: only where the policy says `'report-sample'`. */
  readonly sample: string | null;
}

/** What a body holds. */
export interface ReadViolations {
  readonly violations: readonly Violation[];
  /** Reports that say nothing of a policy, or cannot be read. */
  readonly unread: number;
}

/** Reports of one body at most; browsers collect what a page breaks. */
const MAX_REPORTS = 100;
/** CSP level 3, section 2.4. */
const SAMPLE_CHARACTERS = 40;
const DIRECTIVE =
  /^(?:default|script|style|img|connect|font|media|frame|child|worker|manifest|object|prefetch)-src(?:-elem|-attr)?$|^(?:base-uri|form-action|frame-ancestors|navigate-to|sandbox|trusted-types|require-trusted-types-for)$/;
/** Reports on policies other than CSP, by their type (Reporting API). */
const OTHER_POLICIES = /^(?:coop|coep|integrity-violation|(?:permissions|document)-policy-violation)$/;

/** What such a report is about if not a resource: a feature, a kind of navigation. */
const SUBJECT = /^[a-z][a-z -]{0,47}$/;

type Members = Readonly<Record<string, unknown>>;

/**
 * Reads a body in either format: `application/csp-report` of `report-uri` (CSP level 2), `application/reports+json` of
 * `report-to` (Reporting API).
 */
export function readViolations(text: string): ReadViolations {
  const list = listIn(text);
  const violations = list.slice(0, MAX_REPORTS).flatMap((item) => violationIn(item) ?? []);
  return { violations, unread: list.length - violations.length };
}

/** Text that is not JSON is one item, which cannot be read. */
function listIn(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch {
    return [null];
  }
}

function violationIn(item: unknown): Violation | null {
  const { 'csp-report': legacy, body, type, url } = membersOf(item);
  if (legacy !== undefined) return ofLegacyFormat(membersOf(legacy));
  const members = membersOf(body);
  if (type === 'csp-violation') return ofReportingApi(members, text(members['documentURL']) ?? text(url));
  return typeof type === 'string' && OTHER_POLICIES.test(type) ? ofOtherPolicy(type, members, text(url)) : null;
}

function ofLegacyFormat(report: Members): Violation | null {
  const directive = text(report['effective-directive']) ?? text(report['violated-directive']);
  return violationOf({
    // Older browsers write the whole directive.
    directive: directive?.split(' ', 1)[0] ?? null,
    disposition: report['disposition'],
    blocked: text(report['blocked-uri']),
    document: text(report['document-uri']),
    source: text(report['source-file']),
    line: report['line-number'],
    column: report['column-number'],
    sample: text(report['script-sample']),
  });
}

function ofReportingApi(body: Members, document: string | null): Violation | null {
  return violationOf({
    directive: text(body['effectiveDirective']),
    disposition: body['disposition'],
    blocked: text(body['blockedURL']),
    document,
    source: text(body['sourceFile']),
    line: body['lineNumber'],
    column: body['columnNumber'],
    sample: text(body['sample']),
  });
}

/** Those that block no resource say what they are about in a word. */
function ofOtherPolicy(type: string, body: Members, document: string | null): Violation | null {
  const about = text(body['blockedURL']) ?? text(body['policyId']) ?? text(body['featureId']) ?? text(body['type']);
  return violationOf({
    directive: type,
    disposition: body['reportOnly'] === true ? 'reporting' : body['disposition'],
    blocked: about ?? type,
    document: text(body['documentURL']) ?? document,
    source: text(body['sourceFile']),
    line: body['lineNumber'],
    column: body['columnNumber'],
    sample: null,
  });
}

interface Raw {
  readonly directive: string | null;
  readonly disposition: unknown;
  readonly blocked: string | null;
  readonly document: string | null;
  readonly source: string | null;
  readonly line: unknown;
  readonly column: unknown;
  readonly sample: string | null;
}

function violationOf({
  directive,
  disposition,
  blocked,
  document,
  source,
  line,
  column,
  sample,
}: Raw): Violation | null {
  if (directive === null || !(DIRECTIVE.test(directive) || OTHER_POLICIES.test(directive))) return null;
  const page = document !== null && URL.canParse(document) ? new URL(document) : null;
  if (page === null || blocked === null) return null;
  // What an extension put into the page is reported as the page's own.
  const isOther = OTHER_POLICIES.test(directive) && SUBJECT.test(blocked);
  const own = isOther ? blocked : blockedSource(directive, blocked, page);
  const what = extensionOf(source ?? '') ?? extensionOf(blocked) ?? own;
  if (what === null) return null;
  return {
    directive,
    disposition: disposition === 'report' || disposition === 'reporting' ? 'report' : 'enforce',
    blocked: what,
    document: page,
    source: source === null ? null : shownPlace(source),
    line: number(line),
    column: number(column),
    sample: sample === null || sample === '' ? null : sample.slice(0, SAMPLE_CHARACTERS),
  };
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
