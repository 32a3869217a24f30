/**
 * Where an app says which roles its rules know: `portcullis types` writes the declaration.
 *
 * @example
 * declare module '@portcullis/origin' {
 *   interface Register {
 *     role: 'owner' | 'driver';
 *   }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: apps add to it
export interface Register {}

/** A role of the rules: any text, until an app has registered its own. */
export type Role = Register extends { readonly role: infer Known extends string } ? Known : string;
