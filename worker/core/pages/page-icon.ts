import type { PageKind } from './texts/index.ts';

const LOCK = '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>';
const SHIELD = '<path d="M12 3l7 3v5c0 4.5-3 8-7 10-4-2-7-5.5-7-10V6z"/><path d="M9.5 12l2 2 3.5-4"/>';
const CLOSED = '<circle cx="12" cy="12" r="9"/><path d="M5.7 5.7l12.6 12.6"/>';
const COMPASS = '<circle cx="12" cy="12" r="9"/><path d="M15.5 8.5l-2 5-5 2 2-5z"/>';
const PERSON = '<circle cx="12" cy="8" r="4"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>';
const DOOR = '<path d="M14 4H6v16h8M10.5 12H20M16.5 8.5L20 12l-3.5 3.5"/>';
const CLOCK = '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>';
const ALERT = '<circle cx="12" cy="12" r="9"/><path d="M12 7.5v5M12 16v.1"/>';
const CLOUD = '<path d="M7 18a4 4 0 0 1-.5-8A6 6 0 0 1 18 11a3.5 3.5 0 0 1-.5 7z"/>';

const ICONS: Readonly<Record<PageKind, string>> = {
  malformed_request: ALERT,
  unknown_host: COMPASS,
  https_required: LOCK,
  no_route: COMPASS,
  method_not_allowed: ALERT,
  session_required: LOCK,
  step_up_required: SHIELD,
  sign_in_again: LOCK,
  choose_provider: PERSON,
  sign_in_expired: CLOCK,
  act_as_link_over: CLOCK,
  forbidden: CLOSED,
  tenant_suspended: CLOSED,
  rate_limited: CLOCK,
  too_large: ALERT,
  origin_unreachable: CLOUD,
  origin_timeout: CLOCK,
  unavailable: CLOUD,
  signed_in: PERSON,
  session_ending: CLOCK,
  signed_out: DOOR,
  act_as: PERSON,
};

/** A drawing beside the title, for those who see it; the title says the same. */
export function pageIcon(kind: PageKind): string {
  return `<svg viewBox="0 0 24 24" aria-hidden="true">${ICONS[kind]}</svg>`;
}
