import { oneOf, texts } from '../../../compiler/texts/index.ts';
import type { Entry } from '../../entry.ts';
import { COUNTRIES } from './country.ts';

export const schema = {
  countries: texts(
    oneOf(COUNTRIES),
    "Two-letter country codes (ISO 3166-1), one of which must be the client's.",
  ).optional(),
};

export type CountriesEntry = Entry<typeof schema>;
