import { z } from 'zod';
import { text, texts } from '../../compiler/texts/index.ts';
import type { ExactShape } from '../../controls/index.ts';
import type { SettingEntry } from '../entry.ts';
import { CSP_DIRECTIVES } from './csp-source.ts';
import * as patterns from './patterns.ts';
import { FEATURES } from './permissions.ts';
import type { HeaderSettings } from './policy.ts';
import { PROFILES } from './profiles.ts';

const profile = z.enum(Object.keys(PROFILES) as [keyof typeof PROFILES]);
/** `origin`: the app's own header stands as it is. `none`: no such header goes out. */
const left = ['origin', 'none'] as const;

const directives = z.record(z.string(), z.array(z.string())).meta({
  properties: listsOf(CSP_DIRECTIVES, (directive) => ({
    description: `Sources of ${directive}.`,
    items: { type: 'string', pattern: patterns.entryPattern(directive) },
    uniqueItems: true,
  })),
  additionalProperties: false,
});
const features = z.record(z.string(), z.array(z.string())).meta({
  properties: listsOf(FEATURES, (feature) => ({
    description: `Who may use ${feature}.`,
    items: { type: 'string', pattern: patterns.permittedPattern },
  })),
  additionalProperties: false,
});
const openerPolicies = ['same-origin', 'same-origin-allow-popups', 'noopener-allow-popups', 'unsafe-none'] as const;
const embedderPolicies = ['require-corp', 'credentialless', 'unsafe-none'] as const;
const integrity = z.array(z.enum(['script', 'style'])).meta({ uniqueItems: true });

const reportOnly = z.strictObject({
  csp: directives.describe('Directives whose breaches are reported, and never stopped.').optional(),
  crossOriginOpenerPolicy: z.enum(openerPolicies).describe('Tried out on windows of other sites.').optional(),
  crossOriginEmbedderPolicy: z.enum(embedderPolicies).describe('Tried out on what pages load.').optional(),
  integrity: integrity.describe('Tried out on what is loaded without an integrity check.').optional(),
});

const readOfHeaders: ExactShape<'profile' | keyof HeaderSettings> = (shape) => shape;

const settings = z.strictObject(
  readOfHeaders({
    profile: profile.describe('Start from this profile, not from the settings of the file.').optional(),
    frameAncestors: z
      .union([
        z.literal('origin').describe("The app's own headers say who may frame its pages."),
        texts(text(patterns.ancestorPattern), "Sites that may frame these pages, such as 'self'."),
      ])
      .describe('Which sites may frame these pages.')
      .optional(),
    csp: z
      .union([
        z.enum(left).describe("origin: the app's own policy is the policy. none: no policy goes out."),
        directives.describe('Directives of the Content-Security-Policy, each with its sources.'),
      ])
      .describe('Content-Security-Policy.')
      .optional(),
    reportOnly: z
      .union([
        z.literal('none').describe('Nothing is tried out.'),
        profile.describe('The page policies of a profile, reported on beside those in force.'),
        reportOnly.describe('Policies of which breaches are reported only, beside those in force.'),
      ])
      .describe('Policies that browsers try out: breaches are reported, and nothing is stopped.')
      .optional(),
    nonce: z
      .union([
        z.literal('context').describe('The app finds the nonce of each response in its signed context.'),
        z
          .strictObject({
            placeholder: text(patterns.PLACEHOLDER.source).describe(
              'Text of 22 or more random characters that stands in nonce attributes of the HTML of the app.',
            ),
          })
          .describe('The gateway replaces a text in nonce attributes of HTML.'),
      ])
      .describe('How the app gets the nonce of each response, where a directive holds the source nonce.')
      .optional(),
    permissions: z
      .union([
        z.enum(left).describe("origin: the app's own policy stands. none: none goes out."),
        features.describe('Features of the browser, each with who may use it: self, or origins.'),
      ])
      .describe('Permissions-Policy.')
      .optional(),
    contentTypeOptions: z
      .enum(['nosniff', ...left])
      .describe('nosniff: browsers take answers for what their Content-Type says.')
      .optional(),
    referrerPolicy: z
      .enum([
        'no-referrer',
        'same-origin',
        'strict-origin',
        'strict-origin-when-cross-origin',
        'origin-when-cross-origin',
        'no-referrer-when-downgrade',
        'unsafe-url',
        ...left,
      ])
      .describe("What other sites learn about the page that a visitor comes from. origin: the app's own header stands.")
      .optional(),
    crossOriginOpenerPolicy: z
      .enum([...openerPolicies, ...left])
      .describe('Which windows of other sites keep a reference to these pages.')
      .optional(),
    crossOriginEmbedderPolicy: z
      .enum([...embedderPolicies, ...left])
      .describe('What pages may load from sites that do not offer it.')
      .optional(),
    crossOriginResourcePolicy: z
      .enum(['same-origin', 'same-site', 'cross-origin', ...left])
      .describe('Which sites may load these responses.')
      .optional(),
    crossDomainPolicies: z
      .enum(['forbidden', 'origin'])
      .describe('forbidden: documents of other hosts, such as PDF, may load nothing from here.')
      .optional(),
    originAgentCluster: z.boolean().describe('true: pages share no process with other hosts of the site.').optional(),
    integrity: integrity.describe('Kinds of files that run only with an integrity check: script, style.').optional(),
    documentPolicy: text(patterns.DICTIONARY.source).describe('Value of Document-Policy.').optional(),
    robots: z
      .array(z.enum(['noindex', 'nofollow', 'noarchive', 'nosnippet', 'noimageindex', 'nositelinkssearchbox']))
      .meta({ uniqueItems: true })
      .describe('What search engines must not do with these answers.')
      .optional(),
    disposition: z
      .enum(['attachment', 'origin'])
      .describe('attachment: browsers save the answers, and never show them.')
      .optional(),
    set: z
      .record(z.string(), z.string())
      .meta({
        propertyNames: { pattern: patterns.FIELD_NAME.source },
        additionalProperties: {
          type: 'string',
          maxLength: patterns.MAX_FIELD_VALUE,
          pattern: patterns.FIELD_VALUE.source,
        },
      })
      .describe('Response headers of your own.')
      .optional(),
    remove: texts(text(patterns.FIELD_NAME.source), 'Response headers of the app that do not go out.').optional(),
  }),
);

export const schema = z
  .union([profile.describe('A profile as it is.'), settings.describe('A profile, adjusted key by key.')])
  .meta({ id: 'headers' });

export type HeadersEntry = SettingEntry<'headers', typeof schema>;
export type HeaderAdjustments = z.infer<typeof settings>;

function listsOf(names: Iterable<string>, list: (name: string) => object): Readonly<Record<string, object>> {
  return Object.fromEntries([...names].map((name) => [name, { ...list(name), type: 'array' }]));
}
