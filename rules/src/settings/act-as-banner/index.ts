import { z } from 'zod';
import { createAdvice } from '../../analysis/advice/catalogue/index.ts';
import { ladder } from '../../analysis/diff/order/index.ts';
import { lineOf } from '../../engine/index.ts';
import { NO_ADVICE } from '../advice-parts.ts';
import type { SettingEntry } from '../entry.ts';
import { memberOrder } from '../member-order.ts';
import type { SettingModule } from '../module.ts';
import type { ActAsBannerSetting } from './policy.ts';

const schema = z.enum(['shown', 'none']);

/** Whether pages show that one person acts as another. */
export const actAsBanner = {
  schema,
  text: 'shown: in sessions that act as another user, the gateway puts a banner on pages of the app. none: the app shows it itself. Default: shown.',
  docs: {
    what: '`shown` or `none`: the [banner](#acting-as-another-user) of sessions that act as another user',
    unstated: '`shown`',
  },
  examples: {},
  compile: (entry: SettingEntry<'actAsBanner', typeof schema>): ActAsBannerSetting => ({
    actAsBanner: entry.actAsBanner ?? 'shown',
  }),
  file: null,
  diff: { actAsBanner: memberOrder('actAsBanner', 'actAsBanner', String, ladder('shown', 'none')) },
  explain: { silent: 'It is about what a page shows.' },
  advice: {
    ...NO_ADVICE,
    advise: (routes) =>
      routes
        .filter((route) => route.actAsBanner === 'none')
        .map((route) =>
          createAdvice(
            'act_as_unseen',
            lineOf(route, 'actAsBanner'),
            `On pages of route "${route.id}", nothing of the gateway shows that one person acts as another.`,
            'Remove "actAsBanner", unless the app shows it itself, with a way to end the session.',
          ),
        ),
  },
} satisfies SettingModule<'actAsBanner'>;
