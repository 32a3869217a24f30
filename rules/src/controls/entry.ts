import type { z } from 'zod';

/** What the rules hold under the keys of a shape. */
export type Entry<Shape extends z.ZodRawShape> = z.infer<z.ZodObject<Shape>>;
