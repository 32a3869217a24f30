import type { z } from 'zod';

/** Accepts a shape of exactly these keys: without one of them, or with one more, which nothing reads, it does not compile. */
export type ExactShape<Key extends string> = <Shape extends Record<Key, z.ZodType>>(
  shape: Shape & { readonly [K in Exclude<keyof Shape & string, Key>]: `${K} is accepted, and nothing reads it` },
) => Shape;
