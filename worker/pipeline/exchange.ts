import type { Decision, LimitClaim, Refusal } from '@portcullis/rules/engine';
import type { Config } from '../config.ts';
import type { ClientReader } from '../core/headers/index.ts';
import type { AnswerChanges } from '../core/messages/index.ts';

/** What serves every request of an isolate. */
export interface Gateway {
  readonly config: Config;
  readonly readClient: ClientReader;
  /** Answers the gateway's own endpoints. May set the exchange's refusal instead. */
  readonly answerEndpoint: (exchange: Exchange) => Promise<Response>;
}

/** What the platform lets a request do with itself. */
export interface Lifetime {
  /** Keeps work alive after the response. */
  readonly waitUntil: (work: Promise<unknown>) => void;
  /** Ends all that the request still does, its connection to the client included. */
  readonly abort: (reason: string) => void;
}

/** What a step needs was not left by an earlier one: a fault of the pipeline itself, which ends in a refusal. */
class PipelineError extends Error {
  override readonly name = 'PipelineError';
}

/**
 * One request on its way through the gate. Each step reads what earlier steps wrote and writes its own part. Reading
 * what is not there throws, so that a step left out can never look like a check that passed.
 */
export class Exchange {
  readonly request: Request;
  readonly waitUntil: Lifetime['waitUntil'];
  /** Breaks the connection to the client off. */
  readonly drop: () => void;
  readonly startedMs = Date.now();
  /** 122 random bits, the gateway's own: `jti` of the context, `Portcullis-Request-Id` of the answer. */
  readonly id: string = crypto.randomUUID();

  /** Set by `admit`: what was counted and when, so that a sign-in that succeeds can give its count back. */
  counted: { readonly limits: readonly LimitClaim[]; readonly atMs: number } | null = null;
  /** The origin's answer, or a gateway endpoint's; set by `forward`. */
  answer: Response | null = null;
  /** What of an origin's answer is written anew; set by `forward` with the answer. */
  changes: AnswerChanges | null = null;
  /** Set-Cookie values of the gateway's own. */
  readonly setCookies: string[] = [];
  /** The session has ended: the browser is told to forget what it stored. */
  signedOut = false;
  /** What happened on the way and belongs into the audit event. */
  readonly notes: string[] = [];
  /** Milliseconds spent waiting for shared state and for the origin. */
  readonly waitsMs: { state?: number; origin?: number } = {};
  refusal: Refusal | null = null;
  /** What the client gets; set by `respond`. */
  response: Response | null = null;

  readonly #gateway: Gateway | null;
  #decision: Decision | null = null;
  #headers: Headers | null = null;
  #context: string | null = null;

  /** @param gateway `null` where the set-up is not usable: every check then throws */
  constructor(request: Request, gateway: Gateway | null, lifetime: Lifetime) {
    this.request = request;
    this.#gateway = gateway;
    this.waitUntil = lifetime.waitUntil;
    this.drop = () => lifetime.abort('the other side of the connection is gone');
  }

  get gateway(): Gateway {
    return present(this.#gateway, 'gateway');
  }

  get config(): Config {
    return this.gateway.config;
  }

  get configured(): boolean {
    return this.#gateway !== null;
  }

  /** What is known and found out by the rules; set by `ingress`. */
  get decision(): Decision {
    return present(this.#decision, 'decision');
  }

  set decision(decision: Decision) {
    this.#decision = decision;
  }

  /** The same, for steps that also close requests which `ingress` refused. */
  get decisionSoFar(): Decision | null {
    return this.#decision;
  }

  /** What of the request's headers goes to the origin; set by `ingress`. */
  get headers(): Headers {
    return present(this.#headers, 'headers');
  }

  set headers(headers: Headers) {
    this.#headers = headers;
  }

  /** The signed tenant context; set by `sign`. Never logged. */
  get context(): string {
    return present(this.#context, 'context');
  }

  set context(context: string) {
    this.#context = context;
  }
}

function present<T>(value: T | null, name: string): T {
  if (value === null) throw new PipelineError(`${name} is not there yet`);
  return value;
}
