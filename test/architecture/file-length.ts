/** Lines of a source that are neither blank nor comment. */
export function codeLines(text: string): number {
  let inComment = false;
  return text.split('\n').filter((raw) => {
    const line = raw.trim();
    if (inComment) {
      inComment = !line.includes('*/');
      return false;
    }
    if (line.startsWith('/*')) {
      inComment = !line.includes('*/');
      return false;
    }
    return line !== '' && !line.startsWith('//');
  }).length;
}
