import type { PublicCode } from '@portcullis/rules/engine';

interface PublicText {
  readonly title: string;
  /** What the reader can do. */
  readonly hint: string;
}

/** What people read, a code each. Says nothing about rules, roles or other tenants. */
export const REFUSAL_TEXT: Readonly<Record<PublicCode, PublicText>> = {
  malformed_request: { title: 'This request is invalid', hint: 'Check the address and try again.' },
  unknown_host: { title: 'There is nothing at this address', hint: 'Check the name of the site.' },
  https_required: {
    title: 'This site is available over https only',
    hint: 'Add https:// before the address and try again.',
  },
  no_route: { title: 'This page does not exist', hint: 'Check the address, or go back to the start page.' },
  method_not_allowed: {
    title: 'This address does not support this kind of request',
    hint: 'Go back and try another way.',
  },
  session_required: { title: 'Please sign in', hint: 'You are not signed in, or your session has ended.' },
  step_up_required: {
    title: 'Please confirm your identity',
    hint: 'This page needs a recent sign-in with your second factor.',
  },
  forbidden: {
    title: 'You cannot open this page',
    hint: 'If you think that you should have access, ask your administrator and quote the number below.',
  },
  rate_limited: { title: 'Too many requests', hint: 'Wait a moment and try again.' },
  too_large: { title: 'This request is too large', hint: 'Send less at once.' },
  origin_unreachable: { title: 'The site cannot be reached right now', hint: 'Try again in a moment.' },
  origin_timeout: { title: 'The site took too long to respond', hint: 'Try again in a moment.' },
  unavailable: { title: 'The site is not available right now', hint: 'Try again in a moment.' },
};

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;

/** How long to wait, never less than the truth. */
export function waitText(seconds: number): string {
  return `Try again in ${durationText(Math.max(1, Math.ceil(seconds)))}.`;
}

function durationText(seconds: number): string {
  if (seconds <= 2 * MINUTE_SECONDS) return counted(seconds, 'second');
  if (seconds <= 2 * HOUR_SECONDS) return counted(Math.ceil(seconds / MINUTE_SECONDS), 'minute');
  return counted(Math.ceil(seconds / HOUR_SECONDS), 'hour');
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
