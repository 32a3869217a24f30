/** One command of a document and what the document says that it prints. */
export interface ConsoleBlock {
  readonly line: number;
  /** As written after `$ npx portcullis `, lines continued with a back-slash joined. */
  readonly command: string;
  readonly output: string;
  readonly exitCode: number;
}

const BLOCK = /^( *)```console\n\1\$ npx portcullis ((?:.*\\\n)*.*)\n([\s\S]*?)^\1```$/gm;
const EXIT = /(?:^|\n)# exit (\d)\n?$/;

/** Finds every fenced block of the language `console` that begins with `$ npx portcullis`. */
export function consoleBlocks(markdown: string): ConsoleBlock[] {
  return [...markdown.matchAll(BLOCK)].map((match) => {
    const [, indent = '', command = '', body = ''] = match;
    const text = body
      .split('\n')
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
      .join('\n');
    const exit = EXIT.exec(text);
    return {
      line: markdown.slice(0, match.index).split('\n').length,
      command: command.replace(/\\\n\s*/g, ''),
      output: (exit === null ? text : text.slice(0, exit.index)).trimEnd(),
      exitCode: Number(exit?.[1] ?? 0),
    };
  });
}

/** Splits a command line as a shell does, as far as documents need it: blanks, single and double quotes. */
export function words(command: string): string[] {
  return [...command.matchAll(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replace(
      /'([^']*)'|"([^"]*)"/g,
      (_, single: string | undefined, double: string | undefined) => single ?? double ?? '',
    ),
  );
}

/** The document with what each command really prints in the place of what it said. */
export function withOutputs(markdown: string, results: readonly { output: string; exitCode: number }[]): string {
  let index = 0;
  return markdown.replace(BLOCK, (_, indent: string, command: string) => {
    const { output, exitCode } = results[index++] ?? { output: '', exitCode: 0 };
    const exit = exitCode === 0 ? '' : `\n# exit ${exitCode}`;
    const lines = `$ npx portcullis ${command}\n${output}${exit}`
      .split('\n')
      .map((line, at) => (line === '' || (at > 0 && at < command.split('\n').length) ? line : `${indent}${line}`));
    return `${indent}\`\`\`console\n${lines.join('\n')}\n${indent}\`\`\``;
  });
}
