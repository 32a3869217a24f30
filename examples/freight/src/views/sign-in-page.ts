import type { TenantContext } from '@portcullis/origin';
import { html } from 'hono/html';
import { type Account, DEMO_PASSWORD } from '../accounts/accounts.ts';
import { type Html, roleName } from './layout.ts';
import { shell } from './shell.ts';

/** What the sign-in page shows. */
export interface SignInView {
  readonly context: TenantContext;
  readonly accounts: readonly Account[];
  readonly theme: string;
  /** Where to go afterwards; already checked. */
  readonly next: string;
  readonly tenant?: string;
  readonly email?: string;
  readonly error?: string;
}

/** The sign-in page. It also serves signed-in users who must confirm with a second factor. */
export function signInPage(view: SignInView): Html {
  const { context, error } = view;
  const isConfirming = context.user !== null;
  const invalid = error === undefined ? '' : html`aria-invalid="true" aria-describedby="sign-in-error"`;
  return shell({
    title: isConfirming ? 'Confirm that it is you' : 'Sign in',
    theme: view.theme,
    isSignedIn: false,
    body: html`<main id="main" class="sign-in" tabindex="-1">
      <section class="card" aria-labelledby="sign-in-title">
        <p class="brand"><img src="/assets/logo.svg" alt="" width="40" height="40">Cargoline</p>
        <h1 id="sign-in-title">${isConfirming ? 'Confirm that it is you' : 'Sign in'}</h1>
        ${isConfirming ? html`<p class="muted">You are signed in as ${context.user}. Sign in again, with your code, to go on.</p>` : ''}
        ${error === undefined ? '' : html`<p class="error" id="sign-in-error" role="alert">${error}</p>`}
        <form method="post" action="/sign-in">
          <input type="hidden" name="next" value="${view.next}">
          ${tenantField(view)}
          <p><label for="email">E-mail</label><input id="email" name="email" type="email" autocomplete="username" required value="${view.email ?? context.user ?? ''}" ${invalid}></p>
          <p><label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required ${invalid}></p>
          <p><label for="code">Code <span class="muted">from your authenticator; needed for payments and settings</span></label><input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" ${invalid}></p>
          <p><button class="wide">${isConfirming ? 'Confirm' : 'Sign in'}</button></p>
        </form>
      </section>
      ${demoPanel(view)}
    </main>`,
  });
}

function tenantField({ context, tenant }: SignInView): Html {
  if (context.tenant !== null) return html`<p class="company">Company <strong>${context.tenant}</strong></p>`;
  return html`<p><label for="tenant">Company</label><input id="tenant" name="tenant" autocomplete="organization" autocapitalize="none" placeholder="acme" required value="${tenant ?? ''}"></p>`;
}

function demoPanel({ context, accounts }: SignInView): Html {
  const shown = accounts.filter((account) => context.tenant === null || account.tenant === context.tenant);
  const example = shown[0] ?? accounts[0];
  return html`<aside class="card demo" aria-labelledby="demo-title">
    <h2 id="demo-title"><span class="badge">Demo</span> Accounts to try</h2>
    <p>Every account has the password <code>${DEMO_PASSWORD}</code>.</p>
    <table>
      <thead><tr><th scope="col">Company</th><th scope="col">E-mail</th><th scope="col">Role</th></tr></thead>
      <tbody>${shown.map((account) => html`<tr><td>${account.tenant}</td><td>${account.email}</td><td>${account.roles.map(roleName).join(', ')}</td></tr>`)}</tbody>
    </table>
    <p>The code is optional. Print the current one with</p>
    <pre><code>npm run code -- ${example?.email}</code></pre>
  </aside>`;
}
