import { DENIED_FEATURES } from './profiles.ts';

/** Features of browsers that the rules can permit. */
export const FEATURES: ReadonlySet<string> = new Set([
  ...DENIED_FEATURES,
  'autoplay',
  'bluetooth',
  'clipboard-read',
  'clipboard-write',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'picture-in-picture',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'storage-access',
  'web-share',
]);

/** An origin to which a feature may be given. */
export const PERMITTED_ORIGIN =
  /^https:\/\/[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+(?::[1-9][0-9]{0,4})?$/;
