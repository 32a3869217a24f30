import { createInterface } from 'node:readline/promises';
import { run } from './run.ts';

const { stdin, stdout, stderr } = process;

// Who reads the output may have seen enough, as `head` has: nothing is left to say.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

process.exitCode = await run(process.argv.slice(2), {
  print: (text) => stdout.write(`${text}\n`),
  notify: (text) => stderr.write(`${text}\n`),
  env: process.env,
  ...(stdin.isTTY && stderr.isTTY ? { ask } : {}),
});

/** The end of the input is not an answer. */
async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: stdin, output: stderr });
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    return await Promise.race([terminal.question(question), closed]);
  } finally {
    terminal.close();
  }
}
