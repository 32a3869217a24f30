import { z } from 'zod';
import { formSender, texts } from '../../compiler/texts/index.ts';
import type { ExactShape } from '../../controls/index.ts';
import type { SettingEntry } from '../entry.ts';
import type { CrossSiteSetting } from './policy.ts';

const readOfCrossSite: ExactShape<keyof CrossSiteSetting> = (shape) => shape;

export const schema = z.strictObject(
  readOfCrossSite({
    formPosts: z
      .union([
        z.literal('any').describe('Pages of every site.'),
        texts(formSender, 'Origins of pages, such as https://idp.example.com; "null" for pages without an origin.'),
      ])
      .describe('Pages of other sites that may send forms here, without the session of their visitor: any, or a list.'),
  }),
);

export type CrossSiteEntry = SettingEntry<'crossSite', typeof schema>;
