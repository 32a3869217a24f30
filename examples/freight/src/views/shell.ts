import { html } from 'hono/html';

type Html = ReturnType<typeof html>;

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
    <link rel="stylesheet" href="/assets/app.css">
    <link rel="stylesheet" href="/assets/layout.css">
    <link rel="stylesheet" href="/assets/parts.css">
    <script type="module" src="/assets/app.js"></script>
  </head>
  <body class="${page.isSignedIn ? 'app' : 'plain'}" ${page.isSignedIn ? html`data-signed-in` : ''}>
    <a class="skip" href="#main">Skip to content</a>
    ${page.body}
  </body>
</html>`;
}
