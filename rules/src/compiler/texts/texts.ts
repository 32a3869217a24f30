import { z } from 'zod';
import { SECOND_FACTORS, TENANT_ID } from '../../engine/index.ts';
import {
  ADDRESS_HEADERS,
  AUTHENTICATION_METHODS,
  CLAIM_NAME,
  CLAIM_TEXT,
  CORS_HEADER,
  DURATION,
  GATEWAY,
  METHODS,
  NAME,
  PAGE_COLOR,
  PAGE_EMAIL,
  PAGE_TEXT,
  PAGE_URL,
  SCOPE,
  SECRET,
  SHORT_DURATION,
  SIZE,
} from '../values/index.ts';
import * as patterns from './patterns.ts';

/** Text whose pattern editors check; the compiler reads the text itself, and says more about a mistake. */
export function text(pattern: string): z.ZodString {
  return z.string().meta({ pattern });
}

/** A list without repetition that is not empty, as editors see it. */
export function texts(entry: z.ZodString, description: string): z.ZodArray<z.ZodString> {
  return z.array(entry).meta({ minItems: 1, uniqueItems: true }).describe(description);
}

/** One of some texts, as editors see it. */
export function oneOf(values: Iterable<string>): z.ZodString {
  return z.string().meta({ enum: [...values] });
}

export const name = text(NAME.source);
export const roleName = text(patterns.roleNamePattern);
export const limitName = text(patterns.limitNamePattern);
export const originName = text(patterns.originNamePattern);
export const providerName = text(patterns.providerNamePattern);
export const gatewayId = text(GATEWAY.source);
export const bindingName = text(SECRET.source);
export const secretName = text(patterns.secretNamePattern);
export const duration = text(DURATION.source);
export const shortDuration = text(SHORT_DURATION.source);
export const size = text(SIZE.source);
export const quota = text(patterns.quotaPattern);
export const moment = text(patterns.momentPattern);
export const host = text(patterns.hostPattern);
export const developmentHost = text(patterns.developmentHostPattern);
export const developmentUrl = text(patterns.developmentUrlPattern);
export const corsOrigin = text(patterns.corsOriginPattern);
export const formSender = text(patterns.formSenderPattern);
export const pathPattern = text(patterns.pathPatternPattern);
export const literalPath = text(patterns.literalPathPattern);
export const pageText = text(PAGE_TEXT.source);
export const pageColor = text(PAGE_COLOR.source);
export const pageUrl = text(PAGE_URL.source).meta({ maxLength: 512 });
export const pageEmail = text(PAGE_EMAIL.source).meta({ maxLength: 512 });
export const prefix = text(patterns.prefixPattern);
export const addressFile = text(patterns.addressFilePattern);
/** Names of header fields are the same in every case; editors offer the usual one. */
export const addressHeader = z
  .string()
  .meta({ anyOf: [{ enum: [...ADDRESS_HEADERS] }, { pattern: patterns.addressHeaderPattern }] });
export const headerName = text(CORS_HEADER.source);
export const httpMethod = oneOf(METHODS);
export const claimName = text(CLAIM_NAME.source);
export const claimText = text(CLAIM_TEXT.source);
export const scope = text(SCOPE.source);
export const tenantId = text(TENANT_ID.source);
export const issuerUrl = text(patterns.issuerUrlPattern);
export const issuerPattern = text(patterns.issuerPatternPattern);
export const originPattern = text(patterns.originPatternPattern);
export const developmentIssuerUrl = text(patterns.developmentIssuerUrlPattern);
export const authenticationMethod = oneOf(AUTHENTICATION_METHODS);
export const secondFactor = oneOf(SECOND_FACTORS);
