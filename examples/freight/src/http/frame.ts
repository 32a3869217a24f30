import type { Context } from 'hono';
import type { Frame } from '../views/layout.ts';
import type { FreightEnv } from './freight-env.ts';
import { themeOf } from './theme.ts';

/** What every page of a signed-in user shows around its content. */
export function frameOf(c: Context<FreightEnv>): Frame {
  return { ...c.var.visit, path: c.req.path, theme: themeOf(c) };
}
