export * from './base64url.ts';
export * from './claims.ts';
export * from './names.ts';
