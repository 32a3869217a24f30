import type { z } from 'zod';
import type { Path } from '../../compiler/problems/index.ts';
import type { ControlScope } from '../../compiler/scope/index.ts';
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
  /** The key that a refusal shows at work. */
  readonly shows: { readonly [R in ConditionRefusal<C> as R['reason']]: R['part'] };
}

export interface ExplainCondition<C extends Condition> {
  /** What holds for a request that the condition lets pass, key by key, in the order in which they are asked. */
  readonly passed: (value: CompiledConditions[C], facts: ConditionFacts) => readonly PassedKey<C>[];
  /** Ends the sentence "would pass …"; `null` where nothing that is sent would help. */
  readonly wouldPass: {
    readonly [R in ConditionRefusal<C>['reason']]: (
      value: CompiledConditions[C],
      facts: ConditionFacts,
    ) => string | null;
  };
}

export interface PassedKey<C extends Condition = Condition> {
  readonly part: ConditionKey<C>;
  /** A clause without a full stop. */
  readonly text: string;
}
