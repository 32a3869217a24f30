import type { AdmitPlan, Engine, Identified, RoutedDecision } from '../engine/index.ts';
import type { RouteRule, SourceLine } from '../policy/index.ts';

/** Each way in which `explain` shows a setting to someone whose request passes. */
export interface ExplainParts {
  /** What the route takes, e.g. `headers of 32KiB`; joined to one finding of the step `route`. */
  readonly takes: (route: RouteRule) => string;
  /** Why a path passes that servers may read in several ways; none for other paths. */
  readonly reads: (decision: Pick<RoutedDecision, 'route' | 'request'>) => readonly RouteFinding[];
  /** What `admit` asks shared state because of it. */
  readonly asks: (asked: AskedState) => readonly SettingFinding[];
  /** Why the request passes although shared state does not answer. */
  readonly unanswered: (route: RouteRule) => readonly SettingFinding[];
  /** Why the page of another origin that makes the request may; none where none makes it. */
  readonly allows: (decision: Pick<RoutedDecision, 'route' | 'request' | 'preflight'>) => readonly SettingFinding[];
  /** Response headers that it sets, names in lower case. */
  readonly sends: (decision: Identified) => readonly Header[];
  /** The member of the answer that shows it. */
  readonly member: 'origin' | 'observed' | 'cookies';
  /** Why no answer about one request shows it. */
  readonly silent: string;
}

/** A clause without a full stop, and the line of the rule. */
export interface RouteFinding {
  readonly text: string;
  readonly at: SourceLine;
}

/** At least one of the ways. */
export type ExplainSetting = {
  readonly [P in keyof ExplainParts]: Pick<ExplainParts, P> & Partial<ExplainParts>;
}[keyof ExplainParts];

/** The one question to shared state, which was answered. */
export interface AskedState {
  readonly engine: Engine;
  readonly plan: AdmitPlan;
  readonly route: RouteRule;
}

export interface SettingFinding {
  readonly check: 'limits' | 'revocation' | 'state' | 'crossSite';
  /** A clause without a full stop. */
  readonly text: string;
  readonly at: SourceLine | null;
}

export type Header = readonly [name: string, value: string];
