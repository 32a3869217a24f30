const POLL_MS = 2000;
const LEAVE_AFTER_MS = 5000;

/** Asks the gateway whether the session still lasts, and says so when it does not. */
export function watchSession() {
  const timer = setInterval(async () => {
    const response = await fetch('/.portcullis/session', { cache: 'no-store' }).catch(() => null);
    if (response?.status !== 401) return;
    clearInterval(timer);
    showSignedOut();
  }, POLL_MS);
}

function showSignedOut() {
  if (document.querySelector('dialog[open]')) return;
  const next = encodeURIComponent(location.pathname + location.search);
  const dialog = document.createElement('dialog');
  dialog.setAttribute('role', 'alertdialog');
  dialog.setAttribute('aria-labelledby', 'signed-out-title');
  dialog.setAttribute('aria-describedby', 'signed-out-text');
  const title = document.createElement('h2');
  title.id = 'signed-out-title';
  title.textContent = 'You have been signed out';
  const text = document.createElement('p');
  text.id = 'signed-out-text';
  text.textContent = 'Your session has ended. Sign in again to go on where you were.';
  const link = document.createElement('a');
  link.className = 'button';
  link.href = `/sign-in?next=${next}`;
  link.textContent = 'Sign in';
  link.autofocus = true;
  dialog.append(title, text, link);
  // There is nothing to go back to, so the dialog cannot be dismissed.
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  document.body.append(dialog);
  dialog.showModal();
  setTimeout(() => link.click(), LEAVE_AFTER_MS);
}
