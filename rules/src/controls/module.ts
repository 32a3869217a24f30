import type { z } from 'zod';
import type { ControlAxis } from '../analysis/diff/axis/index.ts';
import type { Path } from '../compiler/problems/index.ts';
import type { ControlScope } from '../compiler/scope/index.ts';
import type { Refusal, RequestFacts, Session } from '../engine/index.ts';
import type { Access, Control, OpenAccess, Policy, RouteRule, SourceLine, VisitorAccess } from '../policy/index.ts';
import type { AccessControlAdvice, ControlAdvice } from './advice.ts';
import type { ControlReason } from './control-reason.ts';
import type { RefusalView } from './refusal-view.ts';
import type { ControlReplay, VisitorControlReplay } from './replay.ts';

/** What the tools know of every control. */
export interface ControlModule<K extends Control = Control> {
  /** What `mode` puts under observation, for editors. */
  readonly observes: string;
  readonly documentation: ControlDocumentation;
  /** Whether a route has it, so that it can be observed. */
  readonly isPresent: (access: Access, hasLimits: boolean) => boolean;
  readonly coverage: ControlCoverage;
  readonly explain: ControlExplain<K>;
  readonly diff: ControlDiff;
  readonly advice: ControlAdvice;
  readonly replay: ControlReplay;
}

/** What people read of a control. */
export interface ControlExplain<K extends Control> {
  readonly refusals: { readonly [R in ControlReason<K>]: RefusalView<R> };
}

export interface VisitorControlExplain<K extends keyof VisitorAccess> extends ControlExplain<K> {
  /** What holds for a session that passes; `null` where there is nothing to say. */
  readonly passed: (access: Pick<VisitorAccess, K>, seen: SeenVisitor, route: RouteRule) => PassedCheck | null;
}

/** Cells of the tables of `docs/rules.md`. */
export interface ControlDocumentation {
  /** What passes although it would be refused, where the control is observed. */
  readonly observed: string;
}

export interface AccessControlDocumentation extends ControlDocumentation {
  /** What the key asks for. */
  readonly what: string;
  /** What holds without the key. */
  readonly default: string;
}

export interface ControlCoverage {
  /** What the cases must show, for the help of `portcullis test`: a clause about the route. */
  readonly asks: string;
  /** What the cases must show of a route. */
  readonly items: (route: RouteRule, policy: Policy) => readonly CoveragePart[];
  /** Keys of the items that a refusal shows at work. */
  readonly shows: (refusal: Pick<Refusal, 'reason'> & { readonly detail: string | null }) => readonly string[];
}

/** What `diff` knows of a control. */
export interface ControlDiff {
  /** The dimensions in which it makes requests pass or not; none where it only treats requests that pass. */
  readonly axes: readonly ControlAxis[];
}

/** A key of the access lets requests pass or not, so it has an axis. */
export interface AccessControlDiff<K extends AccessControl> extends ControlDiff {
  readonly axes: readonly [ControlAxis, ...ControlAxis[]];
  /** What a route asks for by the key, in short; none where it asks for nothing. */
  readonly words: (access: Pick<OpenAccess & VisitorAccess, K>) => readonly string[];
}

export interface CoveragePart {
  readonly key: string;
  /** What the route does, as a clause: `lets owner in`. */
  readonly does: string;
  /** The key of the rules that says so. */
  readonly part: string;
}

/** A control that is a key of a route's access. */
export interface AccessControlModule<K extends AccessControl> extends ControlModule<K> {
  readonly documentation: AccessControlDocumentation;
  /** What the key takes, and what editors say about it. */
  readonly schema: { readonly [Key in K]: z.ZodType };
  /** Reads the key of the access at `path`. */
  readonly compile: (entry: never, scope: ControlScope, path: Path) => (OpenAccess & VisitorAccess)[K];
  readonly diff: AccessControlDiff<K>;
  readonly advice: AccessControlAdvice;
}

/** A control that asks something of the visitor's session. */
export interface VisitorControlModule<K extends keyof VisitorAccess> extends AccessControlModule<K> {
  readonly explain: VisitorControlExplain<K>;
  readonly replay: VisitorControlReplay;
}

/** The controls whose keys stand in the access: all but the conditions, which have a registry of their own. */
export type AccessControl = Extract<Control, 'addresses' | keyof VisitorAccess>;

export interface SeenVisitor {
  readonly session: Session;
  readonly request: RequestFacts;
}

export interface PassedCheck {
  /** A clause without a full stop. */
  readonly text: string;
  /** The rule, where one says it. */
  readonly at: SourceLine | null;
}
