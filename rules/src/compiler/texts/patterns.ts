import { GATEWAY_ORIGIN } from '../../engine/index.ts';
import { TENANT_PROVIDER } from '../../policy/index.ts';
import {
  ADDRESS_HEADERS,
  DURATION,
  GATEWAY_SECRETS,
  NAME,
  RELATIVE_PATH,
  RESERVED_LIMIT_PREFIX,
  SECRET,
} from '../values/index.ts';

/**
 * Patterns for editors. Each refuses only what the compiler refuses too; the compiler also refuses what a
 * pattern cannot check.
 */
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const tenantLabel = String.raw`(?:\{tenant\}\.)?`;
const port = '(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])';
/** Neither this machine nor an IPv4 address. */
const publicName = String.raw`(?!(?:[^/:]*\.)?localhost(?:[/:]|$))(?![^/:]*\.[0-9]+(?:[/:]|$))${label}(?:\.${label})+`;
const anyName = String.raw`${label}(?:\.${label})*`;
const otherPort = (own: string): string => `(?::(?!(?:${own})$)${port})?`;

export const hostPattern = `^${tenantLabel}${publicName}$`;
export const developmentHostPattern = `^${tenantLabel}${anyName}${otherPort('80|443')}$`;
export const originUrlPattern = `^https://${tenantLabel}${publicName}(?::${port})?/?$`;
/** An address in brackets, or a name. */
export const privateUrlPattern = String.raw`^https?://(?:${tenantLabel}${anyName}|\[[0-9a-f:.]+\])(?::${port})?/?$`;
/** No query, no fragment, no template. */
const issuerPath = '(?:/[^?#\\\\{]*)?';
export const issuerUrlPattern = `^https://${publicName}(?::${port})?${issuerPath}$`;
/** Microsoft's issuers for everyone. */
const noManyDirectories = String.raw`(?!https://login\.(?:microsoftonline\.(?:com|us)|partner\.microsoftonline\.cn)/(?:common|organizations|consumers)(?:/|$))`;
/** `*` for the first of three labels or more, and for parts of the path. */
export const issuerPatternPattern = String.raw`^${noManyDirectories}https://(?:\*\.)?${publicName}(?::${port})?${issuerPath}$`;
export const originPatternPattern = String.raw`^https://(?:\*\.)?${publicName}(?::${port})?$`;
export const developmentIssuerUrlPattern = `^https?://${anyName}(?::${port})?${issuerPath}$`;
export const developmentUrlPattern = `^https?://${tenantLabel}${anyName}(?::${port})?/?$`;
export const corsOriginPattern = `^https://${publicName}${otherPort('443')}$`;
export const formSenderPattern = `^(?:null|https://${publicName}${otherPort('443')})$`;

const literalEnd = `(?:[A-Za-z0-9_~@:,=&!'-]|%[89A-F][0-9A-F])`;
const literal = String.raw`(?!:)(?:\.*${literalEnd})+`;
const segment = String.raw`(?:${literal}|\*|\{[A-Za-z][A-Za-z0-9_]{0,62}\})`;
const noGatewayPath = String.raw`(?!/\.[Pp][Oo][Rr][Tt][Cc][Uu][Ll][Ll][Ii][Ss](?:/|$))`;
const noVariableTwice = String.raw`(?!.*/\{([A-Za-z0-9_]+)\}/(?:.*/)?\{\1\}(?:/|$))`;
export const pathPatternPattern = String.raw`^${noGatewayPath}${noVariableTwice}/(?:${segment}(?:/${segment})*(?:/\*\*)?|\*\*)?$`;

export const literalPathPattern = `^${noGatewayPath}(?:/${literal})+$`;

const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const ipv4 = String.raw`${octet}(?:\.${octet}){3}`;
const ipv6 = '(?=[^/]*:[^/]*:)[0-9A-Fa-f:.]+';
export const prefixPattern = `^(?:${ipv4}(?:/(?:[1-9]|[12][0-9]|3[0-2]))?|${ipv6}(?:/(?:[1-9][0-9]?|1[01][0-9]|12[0-8]))?)$`;
/** Names of header fields are the same in every case. */
export const addressHeaderPattern = `^(?:${ADDRESS_HEADERS.map(inEveryCase).join('|')})$`;
export const addressFilePattern = String.raw`^(?!.*\.(?:/|$))${inner(RELATIVE_PATH)}$`;

export const limitNamePattern = `^(?!${RESERVED_LIMIT_PREFIX})${inner(NAME)}$`;
export const originNamePattern = `^(?!${GATEWAY_ORIGIN}$)${inner(NAME)}$`;
export const providerNamePattern = `^(?!${TENANT_PROVIDER}$)${inner(NAME)}$`;
export const roleNamePattern = `^(?!any$)${inner(NAME)}$`;
export const secretNamePattern = `^(?!(?:${[...GATEWAY_SECRETS].join('|')})$)${inner(SECRET)}$`;

export const quotaPattern = `^[1-9][0-9]{0,8} per ${inner(DURATION)}$`;
const longMonth = '(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])';
const shortMonth = '(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)';
const february = '02-(?:0[1-9]|[12][0-9])';
/** A time of day in an expression. */
export const clock = '(?:[01][0-9]|2[0-3]):[0-5][0-9]';
export const momentPattern = `^2[0-9]{3}-(?:${longMonth}|${shortMonth}|${february})T${clock}Z$`;

/** The pattern of an expression between its anchors. */
export function inner(expression: RegExp): string {
  return `(?:${expression.source.replace(/^\^/, '').replace(/\$$/, '').replaceAll('\\/', '/')})`;
}

function inEveryCase(text: string): string {
  return text.replaceAll(/[A-Za-z]/g, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);
}
