import { z } from 'zod';
import { text, texts } from '../../compiler/texts/index.ts';
import type { ExactShape } from '../../controls/index.ts';
import type { SettingEntry } from '../entry.ts';
import type { CookieRule } from './policy.ts';

/** A token (RFC 6265bis section 4.1.1) that has no prefix of its own. */
export const COOKIE_NAME = /^(?!__[Hh][Oo][Ss][Tt]-|__[Ss][Ee][Cc][Uu][Rr][Ee]-)[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/;
/** As {@link COOKIE_NAME}, but for names that with `__Host-` would read like the gateway's own cookie. */
export const HOST_COOKIE_NAME =
  /^(?!__[Hh][Oo][Ss][Tt]-|__[Ss][Ee][Cc][Uu][Rr][Ee]-|[Rr][Oo][Ll][Ee])[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/;
/** Any token. */
export const ANY_COOKIE_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/;

const names = (description: string, pattern = ANY_COOKIE_NAME) => texts(text(pattern.source), description);
const readOfCookies: ExactShape<Exclude<keyof CookieRule, 'prefixes'>> = (shape) => shape;

const shape = readOfCookies({
  domain: z
    .enum(['host', 'keep'])
    .describe('host: removes the Domain of cookies, so that no other host gets them. keep: keeps it. Default: host.')
    .optional(),
  httpOnly: z
    .union([
      z
        .enum(['all', 'origin'])
        .describe('all: no script reads any cookie of the app. origin: the app says which. Default: origin.'),
      names('Names of the cookies that no script reads.'),
      z
        .strictObject({ except: names('Names of the cookies that scripts read.') })
        .describe('Scripts read these cookies only.'),
    ])
    .describe('Cookies that no script reads, beside those that the app itself keeps from scripts.')
    .optional(),
  sameSite: z
    .enum(['strict', 'lax', 'origin', 'none'])
    .describe(
      'strict, lax: the loosest SameSite that goes out. origin: what the app says, and Lax where it says nothing. none: None where it says nothing. Default: origin.',
    )
    .optional(),
  partitioned: z
    .boolean()
    .describe('true: browsers keep the cookies apart by the site of the top window. Default: false.')
    .optional(),
});

export const schema = z.strictObject(shape);

/** At the top of the file. A cookie has one name on all routes of a host. */
export const fileSchema = z.strictObject({
  ...shape,
  prefix: z
    .strictObject({
      host: names(
        'Names of cookies that browsers know as __Host-name, of this host alone.',
        HOST_COOKIE_NAME,
      ).optional(),
      secure: names(
        'Names of cookies that browsers know as __Secure-name, set over https alone.',
        COOKIE_NAME,
      ).optional(),
    })
    .describe('Cookies whose name has a prefix in browsers, and none for the app.')
    .optional(),
});

export type CookiesEntry = SettingEntry<'cookies', typeof schema>;
export type FileCookiesEntry = SettingEntry<'cookies', typeof fileSchema>;
