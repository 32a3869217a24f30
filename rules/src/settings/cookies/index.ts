import type { SettingModule } from '../module.ts';
import { advice } from './advice.ts';
import { compileFile, compileRoute } from './compile.ts';
import { diff } from './diff.ts';
import { fileSchema, schema } from './schema.ts';

export { cookieClauses } from './explain.ts';

/** What becomes of the cookies that origins set. */
export const cookies = {
  schema,
  text: 'Cookies that the origins set.',
  docs: { what: 'how [cookies](#cookies) that the app sets are hardened', unstated: "the file's" },
  examples: {
    cookies: 'a map such as { domain: host, httpOnly: all }',
    httpOnly: 'all, origin, a list such as [sid], or a map such as { except: [XSRF-TOKEN] }',
    prefix: 'a map such as { host: [sid] }',
  },
  compile: compileRoute,
  file: { schema: fileSchema, compile: compileFile, compileGroup: compileRoute, givesLine: true },
  diff,
  explain: { member: 'cookies' },
  advice,
} satisfies SettingModule<'cookies'>;
