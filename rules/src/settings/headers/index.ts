import type { SettingModule } from '../module.ts';
import type { SettingScope } from '../scope.ts';
import { advice } from './advice.ts';
import { compile } from './compile.ts';
import { diff } from './diff.ts';
import { renderHeaders, STRICT } from './header-settings.ts';
import { type HeadersEntry, schema } from './schema.ts';

/** The security headers of answers. */
export const headers = {
  schema,
  text: 'Security headers: strict, or a map that adjusts them.',
  docs: { what: 'the [headers](#headers) of this route', unstated: "the file's" },
  examples: {},
  compile: (entry: HeadersEntry, { report, path, defaults }: SettingScope) => ({
    headers: renderHeaders(compile(report, [...path, 'headers'], entry.headers, defaults.headers)),
  }),
  file: {
    compile: (file: HeadersEntry, report: SettingScope['report']) => compile(report, ['headers'], file.headers, STRICT),
    givesLine: false,
  },
  diff,
  explain: { sends: ({ route }) => route.headers },
  advice,
} satisfies SettingModule<'headers'>;
