import { html } from 'hono/html';
import { shell } from './shell.ts';

/** An error for people. */
export function problemPage(status: number, title: string): ReturnType<typeof html> {
  return shell({
    title,
    theme: 'system',
    isSignedIn: false,
    body: html`<main id="main" class="notice" tabindex="-1">
      <p class="status">${status}</p>
      <h1>${title}</h1>
      <p><a class="button" href="/">To the dashboard</a></p>
    </main>`,
  });
}
