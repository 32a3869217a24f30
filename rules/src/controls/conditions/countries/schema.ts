import { oneOf, texts } from '../../../compiler/texts/index.ts';
import type { Entry } from '../../entry.ts';
import { COUNTRIES } from './country.ts';

export const schema = {
  countries: texts(oneOf(COUNTRIES), 'Countries that may come, as ISO 3166-1 codes of two letters.').optional(),
};

export type CountriesEntry = Entry<typeof schema>;
