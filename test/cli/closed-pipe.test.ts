import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

it('ends without a word where no one reads the output any longer', async () => {
  const child = spawn(process.execPath, ['cli/bin/portcullis.mjs', 'schema'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const told = text(child.stderr);
  await once(child, 'close');
  expect(await told).toBe('');
}, 60_000);
