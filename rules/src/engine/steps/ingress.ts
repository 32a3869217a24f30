import { MAX_HEADER_BYTES, MAX_HEADERS } from '../built-in.ts';
import { type Arrived, settle } from '../decision.ts';
import type { Engine } from '../engine.ts';
import { BODILESS_METHODS } from '../message/index.ts';
import { type Refusal, refuse } from '../reasons/index.ts';

/** What no route accepts, in any configuration: too many headers, or too large ones, and a body that has no meaning. */
export function decideIngress(_engine: Engine, decision: Arrived): Refusal | null {
  return settle(decision, decideHeaders(decision)) ?? settle(decision, decideBody(decision));
}

function decideHeaders({ request: { headerBytes, headerCount } }: Arrived): Refusal | null {
  if (headerBytes > MAX_HEADER_BYTES) return refuse('headers_too_large', null, { detail: 'bytes' });
  return headerCount > MAX_HEADERS ? refuse('headers_too_large', null, { detail: 'count' }) : null;
}

/** The runtime would silently drop such a body. One of unknown length may be empty, which only its end shows. */
function decideBody({ request: { method, announcedBodyBytes } }: Arrived): Refusal | null {
  return announcedBodyBytes > 0 && BODILESS_METHODS.has(method) ? refuse('body_without_meaning') : null;
}
