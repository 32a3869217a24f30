/** Links that may do something though they should not. */
const ACTS = /(?:log|sign)[-_]?(?:out|off)|delete|remove|destroy|revoke|unsubscribe/i;

/** Whether a link looks as if to open it changes something. */
export function mayAct({ pathname, search }: URL): boolean {
  return ACTS.test(pathname + search);
}
