import type { PageTexts } from './page-texts.ts';

/** English. Its titles are those of problem documents, too. */
export const EN: PageTexts = {
  language: 'en',
  pages: {
    malformed_request: { title: 'This request is invalid', hint: 'Please check the address and try again.' },
    unknown_host: { title: 'There is nothing at this address', hint: 'Please check the name of the site.' },
    https_required: {
      title: 'This site is available over https only',
      hint: 'Please add https:// before the address and try again.',
    },
    no_route: { title: 'This page does not exist', hint: 'Please check the address, or go to the start page.' },
    method_not_allowed: {
      title: 'This address does not support this kind of request',
      hint: 'Please return to the page that you came from and try another way.',
    },
    session_required: { title: 'Please sign in', hint: 'You are not signed in, or your session has ended.' },
    step_up_required: {
      title: 'Please confirm your identity',
      hint: 'This needs a recent sign-in with your second factor.',
    },
    sign_in_again: {
      title: 'Please sign in again',
      hint: 'For your security, this needs a recent sign-in.',
    },
    choose_provider: {
      title: 'How would you like to sign in?',
      hint: 'Please choose the account that you use for this site.',
    },
    sign_in_expired: {
      title: 'This sign-in is over',
      hint: 'It took too long, or was finished already. Please sign in again.',
    },
    forbidden: {
      title: 'You cannot open this page',
      hint: 'If you think you should have access, please contact your administrator and quote the reference below.',
    },
    tenant_suspended: {
      title: 'Your organization’s access is suspended',
      hint: 'Please contact your administrator and quote the reference below.',
    },
    rate_limited: { title: 'Too many requests', hint: 'Please wait a moment and try again.' },
    too_large: { title: 'This request is too large', hint: 'Please send less at once.' },
    origin_unreachable: {
      title: 'The site cannot be reached right now',
      hint: 'Please try again in a moment. If the problem continues, quote the reference below.',
    },
    origin_timeout: {
      title: 'The site took too long to respond',
      hint: 'Please try again in a moment. If the problem continues, quote the reference below.',
    },
    unavailable: {
      title: 'The site is not available right now',
      hint: 'Please try again in a moment. If the problem continues, quote the reference below.',
    },
    signed_in: {
      title: 'You are signed in',
      hint: 'Your session ends on #.',
    },
    session_ending: {
      title: 'Your session is about to end',
      hint: 'It ends on #. Please save your work, then sign in again.',
    },
    signed_out: {
      title: 'You are signed out',
      hint: 'On a shared computer, please close the browser window as well.',
    },
    act_as_link_over: {
      title: 'This link is no longer valid',
      hint: 'It was used before, is too old, or is for another address. Please ask for a new one.',
    },
    act_as: {
      title: 'You are about to act as another person',
      hint: 'Everything you do will be recorded with both names.',
    },
  },
  links: {
    home: 'Go to the start page',
    back: 'Back',
    up: 'Up one level',
    again: 'Try again',
    signIn: 'Sign in',
    signInAgain: 'Sign in again',
    signOut: 'Sign out',
    stay: 'Stay signed in',
    confirm: 'Confirm it is you',
    support: 'Contact support',
    actAs: 'Begin',
  },
  signInWith: 'Sign in with #',
  wait: 'Please try again #.',
  now: 'You can try again now.',
  account: 'Account',
  organization: 'Organization',
  acting: 'Acting for this account',
  reason: 'Reason',
  status: 'Status',
  actAs: { acting: '{actor} is acting as {user} until {time} ({rest}).', end: 'End' },
  reference: 'Reference',
};
