const RECONNECT_MS = 3000;

/** The chat of the user's company. */
export function startChat(section) {
  const list = section.querySelector('.messages');
  const form = section.querySelector('form');
  let socket;

  function connect() {
    list.replaceChildren();
    socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/chat`);
    socket.addEventListener('message', (event) => show(JSON.parse(event.data)));
    socket.addEventListener('close', () => setTimeout(reconnect, RECONNECT_MS));
  }

  /** Without a session the handshake would be refused; the page signs in again first. */
  async function reconnect() {
    const response = await fetch('/.portcullis/session', { cache: 'no-store' }).catch(() => null);
    if (response?.ok) connect();
    else setTimeout(reconnect, RECONNECT_MS);
  }

  function show({ user, text, at, error }) {
    const item = document.createElement('li');
    const head = document.createElement('b');
    head.textContent = error ? 'Not sent' : `${user} · ${new Date(at).toLocaleTimeString([], { timeStyle: 'short' })}`;
    item.append(head, error ?? text);
    list.append(item);
    list.scrollTop = list.scrollHeight;
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const input = form.elements.namedItem('text');
    const text = input.value.trim();
    if (text === '' || socket.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify({ text }));
    input.value = '';
  });
  connect();
}
