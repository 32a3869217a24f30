import { z } from 'zod';
import { addressFile, pageColor, pageEmail, pageText, pageUrl } from '../texts/index.ts';

/** How the gateway's own pages look. */
export const pages = z
  .strictObject({
    name: pageText.describe("Your company's or product's name, at the head of each page.").optional(),
    logo: addressFile
      .describe(
        'File beside the rules: an SVG without scripts, or a PNG, of at most 16 KiB. Shown in place of the name.',
      )
      .optional(),
    color: pageColor
      .describe('Colour of buttons, such as "#0b6e4f", in quotes. Their text is black or white, as reads better.')
      .optional(),
    support: z
      .strictObject({
        email: pageEmail
          .describe('Address of your support; messages start with the reference of the refusal.')
          .optional(),
        url: pageUrl.describe('Page of your support, in place of email.').optional(),
      })
      .meta({ oneOf: [{ required: ['email'] }, { required: ['url'] }] })
      .describe('Where readers find help.')
      .optional(),
    links: z
      .array(
        z.strictObject({
          text: pageText.describe('Text of the link.'),
          url: pageUrl.describe('Where it leads, with https.'),
        }),
      )
      .meta({ minItems: 1, maxItems: 6 })
      .describe('Links at the foot of each page, such as to a status page; at most 6.')
      .optional(),
  })
  .describe("How the gateway's own pages look.");

export type PagesEntry = z.infer<typeof pages>;
