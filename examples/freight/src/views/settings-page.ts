import { html } from 'hono/html';
import { type Frame, type Html, layout } from './layout.ts';

/** Settings of the company. */
export function settingsPage(frame: Frame, error: string | null = null): Html {
  return layout(
    frame,
    'Settings',
    html`
      <h1>Settings</h1>
      ${frame.context.amr.includes('otp') ? '' : html`<p class="hint">Changes need your second factor. <a href="/sign-in?next=/settings">Confirm that it is you</a></p>`}
      <section class="card" aria-labelledby="company-title">
        <h2 id="company-title">Company</h2>
        ${error === null ? '' : html`<p class="error" role="alert">${error}</p>`}
        <form class="grid" method="post" action="/settings">
          <p><label for="name">Company name</label><input id="name" name="name" value="${frame.company.name}" required maxlength="60"></p>
          <p class="end"><button>Save</button></p>
        </form>
      </section>`,
  );
}
