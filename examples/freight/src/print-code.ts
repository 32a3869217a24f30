import { DEMO_ACCOUNTS } from './accounts/accounts.ts';
import { currentCode, secondsLeft } from './accounts/second-factor.ts';

const email = process.argv[2];
if (DEMO_ACCOUNTS.some((account) => account.email === email) && email !== undefined) {
  const timestamp = Date.now();
  console.log(currentCode(email, timestamp));
  console.error(`Good for ${secondsLeft(timestamp)} more seconds and for one sign-in.`);
} else {
  console.error('Usage: npm run code -- EMAIL');
  console.error(`EMAIL is one of: ${DEMO_ACCOUNTS.map((account) => account.email).join(', ')}`);
  process.exitCode = 2;
}
