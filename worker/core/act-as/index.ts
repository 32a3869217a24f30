export { type ActingSession, actAsBanner, LEAVE_PATH } from './act-as-banner.ts';
export { allowBanner } from './banner-policy.ts';
