import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';

/** How the pages look: as the device says, or as the user chose. */
export type Theme = 'system' | 'light' | 'dark';

/** The theme of the `?theme=` link that was followed, else of the cookie, else the device's. */
export function themeOf(c: Context): Theme {
  return asTheme(c.req.query('theme')) ?? asTheme(getCookie(c, 'theme')) ?? 'system';
}

function asTheme(value: string | undefined): Theme | null {
  return value === 'system' || value === 'light' || value === 'dark' ? value : null;
}
