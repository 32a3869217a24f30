import { type Decision, isRouted, type LimitClaim, type Refusal, type RoutedDecision } from '@portcullis/rules/engine';
import type { HstsRule } from '@portcullis/rules/policy';
import type { Config } from '../config.ts';
import type { ActingSession } from '../core/act-as/index.ts';
import type { ClientReader, HeaderFields } from '../core/headers/index.ts';
import type { AnswerChanges } from '../core/messages/index.ts';
import type { Origin } from '../settings/read-origins.ts';

/** What serves every request of an isolate. */
export interface Gateway {
  readonly config: Config;
  readonly readClient: ClientReader;
  /** Answers for the gateway's own endpoints. */
  readonly answerEndpoint: (exchange: RoutedExchange) => Promise<Response | Refusal>;
}

/** Where an authorized request goes. */
export type Destination =
  /** To one of the gateway's own endpoints. */
  | { readonly kind: 'gateway' }
  /** Nowhere: the gateway answers preflights itself. */
  | { readonly kind: 'preflight' }
  /** To an origin, with the tenant context signed for this request. Never logged. */
  | { readonly kind: 'origin'; readonly origin: Origin; readonly context: string; readonly nonce: Nonce };

/** The answer to a request that was not refused, before it is hardened. */
export type Answer =
  | { readonly kind: 'gateway'; readonly response: Response }
  | { readonly kind: 'preflight'; readonly response: Response }
  | {
      readonly kind: 'origin';
      readonly response: Response;
      /** Its headers as the origin sent them. */
      readonly fields: HeaderFields;
      readonly changes: AnswerChanges;
      readonly nonce: Nonce;
      /** The session that the page, if it is one, is to show as one person's acting as another; `null`: none. */
      readonly acting: ActingSession | null;
    };

/** Nonce of the answer's policy; `null` where its route has none. */
type Nonce = string | null;

/** What the platform lets a request do with itself. */
export interface Lifetime {
  /** Keeps work alive after the response. */
  readonly waitUntil: (work: Promise<unknown>) => void;
  /** Ends everything the request still does, including its connection to the client. */
  readonly abort: (reason: string) => void;
}

/**
 * One request on its way through the gateway. Each step writes its own part. It takes the exchange at the stage that earlier
 * steps have reached, so it cannot read what is not known yet.
 */
export class Exchange {
  readonly request: Request;
  readonly waitUntil: Lifetime['waitUntil'];
  /** Closes the connection to the client. */
  readonly drop: () => void;
  readonly startedMs = Date.now();
  /** 122 random bits, chosen by the gateway: `jti` of the context, `Portcullis-Request-Id` of the answer. */
  readonly id: string = crypto.randomUUID();

  /** What was counted and when, so that a successful sign-in can give its count back; set by `admit`. */
  counted: { readonly limits: readonly LimitClaim[]; readonly atMs: number } | null = null;
  /** `Set-Cookie` values that the gateway adds. */
  readonly setCookies: string[] = [];
  /** Until when the role cookie among them may go out; milliseconds since the epoch. */
  roleCookieUntilMs = Number.POSITIVE_INFINITY;
  /** `Secure-Session-Registration`: asks the browser to bind the session that the answer begins; `null`: it does not. */
  deviceOffer: string | null = null;
  /** The session has ended: the answer asks the browser to clear what it stored. */
  signedOut = false;
  /** What happened on the way, for the audit event. */
  readonly notes: string[] = [];
  /** Milliseconds spent waiting for shared state and for the origin. */
  readonly waitsMs: { state?: number; origin?: number } = {};
  /** What the rules say of https; `null` where they cannot be read. */
  hsts: HstsRule | null;
  /** Ends the request: no later check runs. */
  refusal: Refusal | null = null;

  /** `null` where the set-up is not usable: then no check runs. */
  readonly gateway: Gateway | null;
  readonly config: Config | null;
  /** What the steps have found out; set by `ingress`. */
  decision: Decision | null = null;
  /** The request's headers by lower-case name, as they came, read once; set by `ingress`. */
  fields: HeaderFields | null = null;
  /** Those of them that go to the origin; set by `ingress`. */
  headers: Headers | null = null;
  /** Set by `sign`, which follows every check. */
  destination: Destination | null = null;
  /** Set by `forward`. */
  answer: Answer | null = null;

  constructor(request: Request, gateway: Gateway | null, lifetime: Lifetime) {
    this.request = request;
    this.gateway = gateway;
    this.config = gateway?.config ?? null;
    this.hsts = this.config?.engine.policy.hsts ?? null;
    this.waitUntil = lifetime.waitUntil;
    this.drop = () => lifetime.abort('the other end of the connection is gone');
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
  readonly fields: HeaderFields;
  readonly headers: Headers;
}

/** The request has its route. */
export interface RoutedExchange extends ArrivedExchange {
  readonly decision: RoutedDecision;
}

/** Every check has passed. */
export interface AuthorizedExchange extends RoutedExchange {
  readonly destination: Destination;
}

/** The origin or the gateway has answered. */
export interface AnsweredExchange extends AuthorizedExchange {
  readonly answer: Answer;
}

export function isConfigured(exchange: Exchange): exchange is ConfiguredExchange {
  return exchange.gateway !== null && exchange.config !== null;
}

export function isArrived(exchange: Exchange): exchange is ArrivedExchange {
  return isConfigured(exchange) && exchange.decision !== null && exchange.fields !== null && exchange.headers !== null;
}

export function isRoutedExchange(exchange: Exchange): exchange is RoutedExchange {
  return isArrived(exchange) && isRouted(exchange.decision);
}

export function isAuthorized(exchange: Exchange): exchange is AuthorizedExchange {
  return isRoutedExchange(exchange) && exchange.destination !== null;
}

export function isAnswered(exchange: Exchange): exchange is AnsweredExchange {
  return isAuthorized(exchange) && exchange.answer !== null;
}
