import { z } from 'zod';
import { text, texts } from '../../compiler/texts/index.ts';
import type { ExactShape } from '../../controls/index.ts';
import type { SettingEntry } from '../entry.ts';
import { CODE_DIRECTIVES, CSP_DIRECTIVES } from './csp-source.ts';
import * as patterns from './patterns.ts';
import { FEATURES } from './permissions.ts';
import type { HeaderSettings } from './policy.ts';

const sourceLists = Object.fromEntries(
  [...CSP_DIRECTIVES].map((directive) => [
    directive,
    listOf(CODE_DIRECTIVES.has(directive) ? patterns.codeSourcePattern(directive) : patterns.sourcePattern, {
      description: `Sources of ${directive}.`,
      minItems: 1,
      uniqueItems: true,
    }),
  ]),
);
const featureLists = Object.fromEntries(
  [...FEATURES].map((feature) => [
    feature,
    listOf(patterns.permittedPattern, { description: `Who may use ${feature}.` }),
  ]),
);

const readOfHeaders: ExactShape<'profile' | keyof HeaderSettings> = (shape) => shape;

export const schema = z
  .union([
    z.literal('strict').describe('The strict profile as it is.'),
    z.strictObject(
      readOfHeaders({
        profile: z
          .literal('strict')
          .describe('Start from the strict profile, not from the settings of the file.')
          .optional(),
        frameAncestors: texts(
          text(patterns.ancestorPattern),
          "Sites that may frame these pages, such as 'self'.",
        ).optional(),
        csp: z
          .record(z.string(), z.array(z.string()))
          .meta({ properties: sourceLists, additionalProperties: false })
          .describe('Directives of the Content-Security-Policy, each with its sources.')
          .optional(),
        permissions: z
          .record(z.string(), z.array(z.string()))
          .meta({ properties: featureLists, additionalProperties: false })
          .describe('Features of the browser, each with who may use it: self, or origins.')
          .optional(),
        referrerPolicy: z
          .enum(['no-referrer', 'same-origin', 'strict-origin', 'strict-origin-when-cross-origin'])
          .describe('What other sites learn about the page that a visitor comes from.')
          .optional(),
        crossOriginOpenerPolicy: z
          .enum(['same-origin', 'same-origin-allow-popups', 'unsafe-none'])
          .describe('Which windows of other sites keep a reference to these pages.')
          .optional(),
        crossOriginResourcePolicy: z
          .enum(['same-origin', 'same-site', 'cross-origin'])
          .describe('Which sites may load these responses.')
          .optional(),
      }),
    ),
  ])
  .meta({ id: 'headers' });

export type HeadersEntry = SettingEntry<'headers', typeof schema>;

function listOf(pattern: string, more: object): object {
  return { ...more, type: 'array', items: { type: 'string', pattern } };
}
