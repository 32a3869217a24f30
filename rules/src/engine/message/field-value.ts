/** Visible ASCII and spaces between: what every server and browser reads alike. */
export const FIELD_VALUE = /^[\x21-\x7e]+(?: +[\x21-\x7e]+)*$/;
export const MAX_FIELD_VALUE = 2_000;
