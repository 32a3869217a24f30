import { ConfigurationError } from '@portcullis/origin';
import { startFreight } from './server.ts';
import { readSettings, SettingError } from './settings.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

try {
  const settings = readSettings(process.env);
  const freight = await startFreight({ ...settings, log: console.log, warn: console.warn });
  console.log(`Cargoline listens on ${freight.url} and answers only what comes through its gateway.`);
  const stop = () => void freight.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} catch (error) {
  if (error instanceof SettingError || error instanceof ConfigurationError) {
    console.error(`Cargoline did not start. ${error.message}`);
    process.exit(EXIT_USAGE);
  }
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    console.error('Cargoline did not start. Its port is in use: stop the other program, or set PORT to a free one.');
    process.exit(EXIT_FAILED);
  }
  throw error;
}
