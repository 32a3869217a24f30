import { name, texts } from '../../compiler/texts/index.ts';
import type { Entry } from '../entry.ts';

export const schema = {
  addresses: texts(name, 'Names of address lists, one of which must hold the client.').optional(),
};

export type AddressesEntry = Entry<typeof schema>;
