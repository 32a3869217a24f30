export { type ActingSession, actAsBanner } from './act-as-banner.ts';
export { allowBanner } from './banner-policy.ts';
