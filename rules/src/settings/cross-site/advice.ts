import { type Advice, createAdvice } from '../../analysis/advice/catalogue/index.ts';
import { lineOf } from '../../engine/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import { NO_ADVICE, type SettingAdvice } from '../advice-parts.ts';

export const advice: SettingAdvice = { ...NO_ADVICE, advise: (routes) => routes.flatMap(formsTaken) };

function formsTaken(route: RouteRule): readonly Advice[] {
  const { formPosts } = route;
  if (formPosts.length === 0) return [];
  const isOpen = formPosts === 'any' || formPosts.includes('null');
  const senders = isOpen ? 'Every site' : `Pages of ${formPosts.join(', ')}`;
  const signsIn = route.signIn ? ', and may sign the visitor in by them' : '';
  return [
    createAdvice(
      'forms_of_other_sites',
      lineOf(route, 'crossSite'),
      `${senders} may post forms to route "${route.id}"${signsIn}.`,
      isOpen
        ? 'Name the origins of your identity providers, unless they send "Origin: null". The app must check the signed answer and its "state" or "InResponseTo".'
        : 'Keep it for identity providers. The app must check their signed answer and its "state" or "InResponseTo".',
    ),
  ];
}
