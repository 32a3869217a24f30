import { type Decision, isRouted, type LimitClaim, type Refusal, type RoutedDecision } from '@portcullis/rules/engine';
import type { Config } from '../config.ts';
import type { ClientReader } from '../core/headers/index.ts';
import type { AnswerChanges } from '../core/messages/index.ts';

/** What serves every request of an isolate. */
export interface Gateway {
  readonly config: Config;
  readonly readClient: ClientReader;
  /** Answers the gateway's own endpoints. May set the exchange's refusal instead. */
  readonly answerEndpoint: (exchange: RoutedExchange) => Promise<Response>;
}

/** What the platform lets a request do with itself. */
export interface Lifetime {
  /** Keeps work alive after the response. */
  readonly waitUntil: (work: Promise<unknown>) => void;
  /** Ends all that the request still does, its connection to the client included. */
  readonly abort: (reason: string) => void;
}

/**
 * One request on its way through the gate. Each step writes its own part, and takes the exchange at the stage that it follows:
 * what earlier steps have not found out cannot be read.
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

  /** `null` where the set-up is not usable: then no check runs. */
  readonly gateway: Gateway | null;
  readonly config: Config | null;
  /** What is known and found out by the rules; set by `ingress`. */
  decision: Decision | null = null;
  /** What of the request's headers goes to the origin; set by `ingress`. */
  headers: Headers | null = null;
  /** The signed tenant context; set by `sign` for requests that go to an origin. Never logged. */
  context: string | null = null;

  constructor(request: Request, gateway: Gateway | null, lifetime: Lifetime) {
    this.request = request;
    this.gateway = gateway;
    this.config = gateway?.config ?? null;
    this.waitUntil = lifetime.waitUntil;
    this.drop = () => lifetime.abort('the other side of the connection is gone');
  }
}

/** The gateway is set up. */
export interface ConfiguredExchange extends Exchange {
  readonly gateway: Gateway;
  readonly config: Config;
}

/** The request has been read. */
export interface ArrivedExchange extends ConfiguredExchange {
  readonly decision: Decision;
  readonly headers: Headers;
}

/** The route that decides has been found. */
export interface RoutedExchange extends ArrivedExchange {
  readonly decision: RoutedDecision;
}

export function isConfigured(exchange: Exchange): exchange is ConfiguredExchange {
  return exchange.gateway !== null && exchange.config !== null;
}

export function isArrived(exchange: Exchange): exchange is ArrivedExchange {
  return isConfigured(exchange) && exchange.decision !== null && exchange.headers !== null;
}

export function isRoutedExchange(exchange: Exchange): exchange is RoutedExchange {
  return isArrived(exchange) && isRouted(exchange.decision);
}
