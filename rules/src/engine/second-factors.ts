import { SECOND_FACTORS as METHODS } from '@portcullis/origin/context';

/** RFC 8176 authentication methods that show more than something the user knows. */
export const SECOND_FACTORS: ReadonlySet<string> = new Set(METHODS);
