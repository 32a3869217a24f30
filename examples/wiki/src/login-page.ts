import { PASSWORD, PEOPLE } from './people.ts';

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1c2b2b}' +
  'label,input,button{display:block;width:100%;box-sizing:border-box;font:inherit}' +
  'input,button{padding:.6rem;margin:.2rem 0 1rem}th,td{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top}' +
  '[role=alert]{border-left:.3rem solid #a00;padding-left:.7rem}';

/** What the page asks for. */
export interface LoginPageFacts {
  /** Whether the gateway asks for a second factor, too. */
  readonly asksForCode: boolean;
  /** Whether what was typed before is wrong. */
  readonly failed: boolean;
}

/** Asks for password and code, and shows them, too: this provider keeps no one out. */
export function loginPage({ asksForCode, failed }: LoginPageFacts): string {
  const rows = Object.entries(PEOPLE).map(
    ([email, { about, code }]) => `<tr><td>${email}<td>${about}<td>${code ?? 'no code'}`,
  );
  const codeField = `<label for="code">Code of the second factor</label><input id="code" name="code" autocomplete="off">`;
  return page(
    'Sign in',
    `${failed ? '<p role="alert">That is not right. Try again.</p>' : ''}
<form method="post">
<label for="email">E-mail</label><input id="email" name="email" type="email" required autofocus>
<label for="password">Password</label><input id="password" name="password" type="password" required>
${asksForCode ? codeField : ''}<button>Sign in</button>
</form>
<p>This identity provider is for trying things out on your own machine. Everyone's password is <strong>${PASSWORD}</strong>.</p>
<table><tr><th>E-mail<th>Who<th>Code${rows.join('')}</table>`,
  );
}

/** @param form of the provider, with the id `op.logoutForm` */
export function signOutPage(form: string): string {
  const button = '<button form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>';
  return page('Sign out', `<p>You are signed out of the app. Sign out here as well?</p>${form}${button}`);
}

export function failurePage(code: string): string {
  return page('This did not work', `<p>The identity provider refuses: ${code}</p>`);
}

function page(title: string, body: string): string {
  return (
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${title}</title><style>${STYLE}</style><main><h1>${title}</h1>${body}</main></html>`
  );
}
