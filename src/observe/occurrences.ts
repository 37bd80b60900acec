/** Replaces every stretch of the text that is covered by any of the words, overlapping ones as one. */
export function replaceOccurrences(text: string, words: readonly string[], replacement: string): string {
  const stretches = words.flatMap((word) => occurrences(text, word)).sort(([one], [other]) => one - other);
  let replaced = "";
  let done = 0;
  for (const [start, end] of stretches) {
    if (start >= done) replaced += text.slice(done, start) + replacement;
    done = Math.max(done, end);
  }
  return replaced + text.slice(done);
}

function occurrences(text: string, word: string): [number, number][] {
  const found: [number, number][] = [];
  for (let start = text.indexOf(word); start !== -1; start = text.indexOf(word, start + 1)) {
    found.push([start, start + word.length]);
  }
  return found;
}
