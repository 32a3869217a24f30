const POLL_MS = 2000;

/** Asks the gateway whether the session still lasts, and says so when it does not. */
export function watchSession() {
  let dialog = null;
  setInterval(async () => {
    const response = await fetch('/.portcullis/session', { cache: 'no-store' }).catch(() => null);
    if (response?.status === 401) dialog ??= showSignedOut();
    if (!response?.ok || dialog === null) return;
    // Signed in again, in another tab: what was typed here can be sent.
    dialog.remove();
    dialog = null;
  }, POLL_MS);
}

/** What was typed stays: the page never leaves by itself, and signing in opens a tab of its own where a form was filled in. */
function showSignedOut() {
  const keepsForm = hasTyped();
  const dialog = document.createElement('dialog');
  dialog.setAttribute('role', 'alertdialog');
  dialog.setAttribute('aria-labelledby', 'signed-out-title');
  dialog.setAttribute('aria-describedby', 'signed-out-text');
  const title = document.createElement('h2');
  title.id = 'signed-out-title';
  title.textContent = 'You have been signed out';
  const text = document.createElement('p');
  text.id = 'signed-out-text';
  text.textContent = keepsForm
    ? 'Your session has ended. Sign in again in a new tab; what you typed here is kept.'
    : 'Your session has ended. Sign in again to go on where you were.';
  const actions = document.createElement('p');
  actions.className = 'row';
  actions.append(signInLink(keepsForm), stayButton(dialog));
  dialog.append(title, text, actions);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function signInLink(inNewTab) {
  const link = document.createElement('a');
  link.className = 'button';
  link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = inNewTab ? 'Sign in in a new tab' : 'Sign in';
  link.autofocus = true;
  if (inNewTab) link.target = '_blank';
  return link;
}

function stayButton(dialog) {
  const button = document.createElement('button');
  button.className = 'plain-button';
  button.textContent = 'Stay on this page';
  button.addEventListener('click', () => dialog.close());
  return button;
}

function hasTyped() {
  const fields = document.querySelectorAll('input:not([type="hidden"]), textarea, select');
  return [...fields].some((field) =>
    field.tagName === 'SELECT' ? hasChosen(field) : field.value !== field.defaultValue,
  );
}

/** Without an option that the page selected, the first one is selected. */
function hasChosen({ options, selectedIndex }) {
  const initial = [...options].findIndex((option) => option.defaultSelected);
  return selectedIndex !== Math.max(0, initial);
}
