import { by, ladder } from '../../analysis/diff/order/index.ts';
import { lineOf, takesForm } from '../../engine/index.ts';
import { memberOrder } from '../member-order.ts';
import type { SettingModule } from '../module.ts';
import { advice } from './advice.ts';
import { compile } from './compile.ts';
import type { CrossSiteSetting } from './policy.ts';
import { schema } from './schema.ts';

/** What the pages of other sites may send, apart from the calls that `cors` allows. */
export const crossSite = {
  schema,
  text: 'Forms that pages of other sites may send to this route.',
  docs: { what: 'which [pages of other sites](#forms-of-other-sites) may post forms', unstated: 'none' },
  examples: {
    crossSite: 'a map such as { formPosts: [https://idp.example.com] }',
    formPosts: 'any, or a list such as [https://idp.example.com]',
  },
  compile,
  file: null,
  // Which origins those are counts as access.
  diff: {
    formPosts: memberOrder(
      'formPosts',
      'crossSite',
      senders,
      by(senders, ladder('none', 'named origins', 'any origin')),
    ),
  },
  explain: {
    allows: (decision) =>
      takesForm(decision)
        ? [
            {
              check: 'crossSite',
              text: `crossSite takes forms of ${decision.request.origin}, without a session`,
              at: lineOf(decision.route, 'crossSite'),
            },
          ]
        : [],
  },
  advice,
} satisfies SettingModule<'crossSite'>;

function senders(formPosts: CrossSiteSetting['formPosts']): string {
  if (formPosts === 'any') return 'any origin';
  return formPosts.length === 0 ? 'none' : 'named origins';
}
