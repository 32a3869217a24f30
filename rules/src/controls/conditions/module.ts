import type { z } from 'zod';
import type { Advice } from '../../analysis/advice/catalogue/index.ts';
import type { Dimension, Regions } from '../../analysis/diff/axis/index.ts';
import type { MomentSet } from '../../analysis/diff/sets/index.ts';
import type { Path } from '../../compiler/problems/index.ts';
import type { ControlScope } from '../../compiler/scope/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import type { PlatformFact } from '../platform-fact.ts';
import type { ConditionRefusal } from './decide.ts';
import type { ConditionFacts } from './facts.ts';
import type { CompiledConditions, Condition } from './policy.ts';

/** The keys of the rules by which a condition refuses. */
export type ConditionKey<C extends Condition = Condition> = ConditionRefusal<C>['part'];

/** Everything that the tools know of a condition. Its check stands in `decide.ts`, since the Worker needs nothing else. */
export interface ConditionModule<C extends Condition> {
  /** What the keys take, and what editors say about them. */
  readonly schema: { readonly [K in ConditionKey<C>]: z.ZodType };
  /** What each key asks for: cells of the table of `docs/rules.md`. */
  readonly documentation: { readonly [K in ConditionKey<C>]: string };
  /** What to write for a key, or for an entry of its list (`asns entry`), where that says more than the type. */
  readonly examples: Readonly<Record<string, string>>;
  /** Reads the keys of the access at `path`. */
  readonly compile: (entry: never, scope: ControlScope, path: Path) => CompiledConditions[C];
  /** What rules without these keys compile to. */
  readonly unstated: CompiledConditions[C];
  /** The keys that compiled rules state. */
  readonly stated: (value: CompiledConditions[C]) => readonly ConditionKey<C>[];
  /** What it asks of the platform; `null` where the request itself says it. */
  readonly fact: PlatformFact | null;
  readonly explain: ExplainCondition<C>;
  readonly diff: DiffCondition<C>;
  /** What to advise on a route that states it, such as one that has expired; `null` where nothing can be advised. */
  readonly advise: ((value: CompiledConditions[C], route: RouteRule, nowSeconds: number) => readonly Advice[]) | null;
  /** The key that a refusal shows at work. */
  readonly shows: { readonly [R in ConditionRefusal<C> as R['reason']]: R['part'] };
}

export interface ExplainCondition<C extends Condition> {
  /** What holds for a request that the condition lets pass, key by key, in the order in which they are asked. */
  readonly passed: (value: CompiledConditions[C], facts: ConditionFacts) => readonly PassedKey<C>[];
  /** What people read of each refusal. */
  readonly refusals: { readonly [R in ConditionRefusal<C>['reason']]: ConditionRefusalView<C> };
}

interface ConditionRefusalView<C extends Condition> {
  /** What it says of the request, as a clause. */
  readonly text: string;
  /** Ends the sentence "would pass …"; `null` where nothing that is sent would help. */
  readonly passes: (value: CompiledConditions[C], facts: ConditionFacts) => string | null;
}

export interface PassedKey<C extends Condition = Condition> {
  readonly part: ConditionKey<C>;
  /** A clause without a full stop. */
  readonly text: string;
}

/** What `diff` knows of a condition. */
export interface DiffCondition<C extends Condition> {
  /** What a route asks for by it, in short; `null` where it asks for nothing. */
  readonly words: (value: CompiledConditions[C]) => string | null;
  readonly axis: ConditionAxis<C>;
}

/**
 * The axis on which versions of the condition are compared. Axes must be independent of each other, so all conditions that
 * look at the time share one axis, and so do all that look at the host.
 */
export type ConditionAxis<C extends Condition> = OwnAxis<C> | TimeShare<C> | HostShare<C>;

/** It alone looks at some fact of the request, such as the country. */
interface OwnAxis<C extends Condition> {
  readonly of: 'own fact';
  readonly dimension: Extract<C, Dimension>;
  /** What a report calls the values: `countries`. */
  readonly title: string;
  /** Compares what two routes ask for; `null`: no route decides, so nothing passes. */
  readonly build: (old: CompiledConditions[C] | null, next: CompiledConditions[C] | null) => Regions;
}

interface TimeShare<C extends Condition> {
  readonly of: 'time';
  /** When requests pass. */
  readonly moments: (value: CompiledConditions[C]) => MomentSet;
}

interface HostShare<C extends Condition> {
  readonly of: 'host';
  /** Whether requests pass at a host that names no tenant. */
  readonly passesWithoutTenant: (value: CompiledConditions[C]) => boolean;
}
