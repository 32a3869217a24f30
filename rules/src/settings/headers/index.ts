import type { FileScope, GroupScope } from '../file-defaults.ts';
import type { ModeEntry } from '../mode/index.ts';
import { observesHeaders } from '../mode/index.ts';
import type { SettingModule } from '../module.ts';
import type { SettingScope } from '../scope.ts';
import { advice } from './advice.ts';
import { compile } from './compile.ts';
import { diff } from './diff.ts';
import { PROFILES } from './profiles.ts';
import { responsePolicy } from './response-policy.ts';
import { type HeadersEntry, schema } from './schema.ts';

export { bypassesIn } from './bypasses.ts';
export { covers } from './csp-order.ts';
export { HOST, SCHEMES } from './csp-source.ts';

/** The security headers of answers. */
export const headers = {
  schema,
  text: 'Security headers: a profile, or a map that adjusts one.',
  docs: { what: 'the [headers](#headers) of this route', unstated: "the file's" },
  examples: {},
  compile: (entry: HeadersEntry & ModeEntry, { report, path, defaults, hsts }: SettingScope) => ({
    headers: responsePolicy(compile(report, [...path, 'headers'], entry.headers, defaults.headers), {
      hsts,
      observed: observesHeaders(entry),
    }),
  }),
  file: {
    schema,
    compile: (file: HeadersEntry, { report }: FileScope) => compile(report, ['headers'], file.headers, PROFILES.strict),
    compileGroup: (group: HeadersEntry, { report, path, defaults }: GroupScope) =>
      compile(report, [...path, 'headers'], group.headers, defaults.headers),
    givesLine: false,
  },
  diff,
  explain: {
    // Of a page, which has the most; the answer to a preflight is data.
    sends: ({ route, preflight }) =>
      route.headers.plans[preflight ? 'data' : 'page'].sets.map(({ name, value }) => [name, value]),
  },
  advice,
} satisfies SettingModule<'headers'>;
