import { startLogin } from './login-server.ts';

const { PORT, CLIENT_ID, CLIENT_SECRET, GATEWAY_URL, SIGNALS_URL, PROVIDER } = process.env;
if (!CLIENT_ID || !CLIENT_SECRET || !GATEWAY_URL || !SIGNALS_URL || !PROVIDER)
  throw new Error(
    'CLIENT_ID, CLIENT_SECRET, GATEWAY_URL, SIGNALS_URL and PROVIDER must be set: run "npm start" in the repository.',
  );
await startLogin({
  port: Number(PORT ?? '8790'),
  client: { id: CLIENT_ID, secret: CLIENT_SECRET },
  gatewayUrl: GATEWAY_URL,
  signalsUrl: SIGNALS_URL,
  provider: PROVIDER,
});
