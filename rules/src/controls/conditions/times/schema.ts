import { moment, patterns, text, texts } from '../../../compiler/texts/index.ts';
import type { Entry } from '../../entry.ts';

const day = '(?:mon|tue|wed|thu|fri|sat|sun)';
const offset = '(?!.00:00)(?:[+-](?:0[0-9]|1[01]):(?:00|15|30|45)|[+-]12:00|[+](?:12|13):(?:00|15|30|45)|[+]14:00)';
const { clock } = patterns;
const window = `^(?!(...)-\\1)${day}(?:-${day})? ${clock}-(?:(?!00:00)${clock}|24:00) UTC(?:${offset})?$`;

export const schema = {
  times: texts(
    text(window),
    'Windows of the week, one of which must contain the time of the request: mon-fri 08:00-18:00 UTC+01:00.',
  ).optional(),
  from: moment.describe('Closed before this moment: 2026-12-01T08:00Z.').optional(),
  until: moment.describe('Closed from this moment on: 2026-12-31T18:00Z.').optional(),
};

export type TimesEntry = Entry<typeof schema>;
