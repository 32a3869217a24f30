/** The highest number of an autonomous system (RFC 6793). */
export const HIGHEST_ASN = 4_294_967_295;
