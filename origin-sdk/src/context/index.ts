export * from './base64url.ts';
export * from './claims.ts';
export * from './hmac-key.ts';
export * from './names.ts';
export * from './second-factors.ts';
export * from './tenant-policy.ts';
