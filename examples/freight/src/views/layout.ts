import { html } from 'hono/html';
import { mayUse, type Part } from '../access.ts';
import type { Visit } from '../http/freight-env.ts';
import { shell } from './shell.ts';

/** Markup whose inserted values are escaped. */
export type Html = ReturnType<typeof html>;

/** What every page of a signed-in user shows around its own content. */
export interface Frame extends Visit {
  readonly path: string;
  readonly theme: string;
}

const NAVIGATION: readonly { readonly path: string; readonly label: string; readonly part: Part | null }[] = [
  { path: '/', label: 'Dashboard', part: null },
  { path: '/loads', label: 'Loads', part: 'loads' },
  { path: '/invoices', label: 'Invoices', part: 'invoices' },
  { path: '/drivers', label: 'Drivers', part: 'drivers' },
  { path: '/documents', label: 'Documents', part: null },
  { path: '/settings', label: 'Settings', part: 'settings' },
];

/** A page of a signed-in user. Only the parts that the user's roles open are in the navigation. */
export function layout({ context, company, path, theme }: Frame, title: string, content: Html): Html {
  const entries = NAVIGATION.filter(({ part }) => part === null || mayUse(part, context.roles));
  return shell({
    title,
    theme,
    isSignedIn: true,
    body: html`
      <header class="side">
        <a class="brand" href="/"><img src="/assets/logo.svg" alt="" width="32" height="32">Cargoline</a>
        <p class="company">${company.name}<span class="muted">${context.tenant}</span></p>
        <nav aria-label="Main">
          <ul>
            ${entries.map(
              (entry) =>
                html`<li><a href="${entry.path}" ${isCurrent(entry.path, path) ? html`aria-current="page"` : ''}>${entry.label}</a></li>`,
            )}
          </ul>
        </nav>
        <div class="who">
          <p><strong>${context.user}</strong><span class="muted">${context.roles.map(roleName).join(', ')}</span></p>
          <form method="post" action="/sign-out"><button class="quiet">Sign out</button></form>
        </div>
      </header>
      <div class="content">
        ${context.actAs === null ? '' : html`<p class="banner" role="status"><strong>${context.actAs.sub}</strong> acts as <strong>${context.user}</strong>. Reason: ${context.actAs.reason}</p>`}
        <main id="main" tabindex="-1">${content}</main>
      </div>`,
  });
}

/** A role as people read it. */
export function roleName(role: string): string {
  return role.replaceAll('_', ' ');
}

function isCurrent(entryPath: string, path: string): boolean {
  return entryPath === '/' ? path === '/' : path === entryPath || path.startsWith(`${entryPath}/`);
}
