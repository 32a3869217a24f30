import { html } from 'hono/html';
import { assetReference } from '../http/static-assets.ts';

type Html = ReturnType<typeof html>;

const STYLES = ['app.css', 'layout.css', 'parts.css'].map(assetReference);
const SCRIPT = assetReference('app.js');

/** The document around any page. Scripts and styles are files, so that a strict content security policy holds. */
export function shell(page: { title: string; theme: string; isSignedIn: boolean; body: Html }): Html {
  return html`<!doctype html>
<html lang="en" data-theme="${page.theme}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${page.title} · Cargoline</title>
    <link rel="icon" href="/assets/logo.svg" type="image/svg+xml">
    ${STYLES.map(({ url, integrity }) => html`<link rel="stylesheet" href="${url}" integrity="${integrity}">`)}
    <script type="module" src="${SCRIPT.url}" integrity="${SCRIPT.integrity}"></script>
  </head>
  <body class="${page.isSignedIn ? 'app' : 'plain'}" ${page.isSignedIn ? html`data-signed-in` : ''}>
    <a class="skip" href="#main">Skip to content</a>
    ${page.body}
  </body>
</html>`;
}
