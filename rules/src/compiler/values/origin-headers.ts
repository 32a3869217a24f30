import { effectOfHeader, FIELD_VALUE, foldHeaderName, isGatewaysToSay, MAX_FIELD_VALUE } from '../../engine/index.ts';
import { type Parsed, parsed, unreadable } from '../problems/index.ts';

/** `Name`, as HTTP has it (RFC 9110 section 5.1). */
export const FIELD_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/;
/** What describes the message itself, the part of a resource that is asked for, or the trace that it belongs to. */
const OF_MESSAGE = /^(?:accept-encoding|content-.*|date|if-.*|range|sec-websocket-.*|traceparent|tracestate)$/;

/** Reads the name of a request header that the rules may set for an app, or keep from it, in lower case. */
export function parseOriginHeader(text: string): Parsed<string> {
  if (!FIELD_NAME.test(text))
    return unreadable(
      `${JSON.stringify(text.slice(0, 100))} is not the name of a header.`,
      'Write a name such as X-Team.',
    );
  const name = text.toLowerCase();
  return isReserved(name)
    ? unreadable(
        `${text} is not for the rules to set or remove.`,
        'Remove it: the gateway itself says it, or the request would change its meaning without it.',
      )
    : parsed(name);
}

/** Names below the gateway's own by which apps know the user of a proxy in front. */
const OF_PROXIES = /^x-forwarded-(?:user|preferred-username|email|groups|roles|tenant)$/;
/** What clients say for themselves, and what no app takes for a name. */
const OF_CLIENTS = /^(?:accept.*|authorization|origin|referer|user-agent)$/;

/** Reads the name of a request header that says who asks, in lower case. No client's header of this name reaches any app. */
export function parseIdentityHeader(text: string): Parsed<string> {
  const name = text.toLowerCase();
  if (OF_PROXIES.test(name)) return parsed(name);
  return OF_CLIENTS.test(foldHeaderName(text))
    ? unreadable(
        `${text} is a header of the client's own, which every app would lose.`,
        'Write the name that the app reads, such as X-WEBAUTH-USER or Remote-User.',
      )
    : parseOriginHeader(text);
}

/** Whether every request has to carry the header as it is, or as the gateway says. */
function isReserved(name: string): boolean {
  return isGatewaysToSay(name) || OF_MESSAGE.test(foldHeaderName(name)) || effectOfHeader(name) !== null;
}

/** Reads the value of a request header that stands in the rules. */
export function parseOriginHeaderValue(name: string, text: string): Parsed<string> {
  if (text.length <= MAX_FIELD_VALUE && FIELD_VALUE.test(text)) return parsed(text);
  return unreadable(
    `The value of ${name} holds more than visible ASCII with spaces between, or is longer than 2,000 characters.`,
    'Write it on one line, in ASCII.',
  );
}
