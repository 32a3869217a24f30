import { html } from 'hono/html';
import { mayChange } from '../access.ts';
import { type Frame, type Html, layout } from './layout.ts';

/** Settings of the company. */
export function settingsPage(frame: Frame, error: string | null = null): Html {
  const canChange = mayChange('settings', frame.context);
  return layout(
    frame,
    'Settings',
    html`
      <h1>Settings</h1>
      ${canChange && !frame.context.authenticationMethods.includes('otp') ? html`<p class="hint">Changes need your second factor. <a href="/sign-in?next=/settings">Confirm that it is you</a></p>` : ''}
      <section class="card" aria-labelledby="company-title">
        <h2 id="company-title">Company</h2>
        ${error === null ? '' : html`<p class="error" role="alert">${error}</p>`}
        ${canChange ? nameForm(frame) : html`<p>${frame.company.name}</p>`}
      </section>`,
  );
}

function nameForm({ company }: Frame): Html {
  return html`<form class="grid" method="post" action="/settings">
    <p><label for="name">Company name</label><input id="name" name="name" value="${company.name}" required maxlength="60"></p>
    <p class="end"><button>Save</button></p>
  </form>`;
}
