/** Below the gateway's prefix: where a form signs out, and what the browser shows then. */
export const SIGN_OUT_PATH = '/sign-out';
export const SIGNED_OUT_PATH = '/signed-out';
