/** Puts the text between a part's two marks, `<!-- part -->` and `<!-- /part -->`, in a document of that name. */
export function replaceBetween(document: string, name: string, part: string, text: string): string {
  const [begin, end] = [`<!-- ${part} -->`, `<!-- /${part} -->`];
  const [before, rest = ""] = document.split(begin);
  const [old, after] = rest.split(end);
  if (old === undefined || after === undefined) throw new Error(`Expected ${name} to have ${begin} and ${end}`);
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}
