import { SelectorSyntaxError } from "./selector-syntax-error.ts";

const term = /^[^=!\\,]+(?:==|!=|=)(?:[^\\,=]|\\[\\,=])*$/;
const unescapedComma = /(?<=(?:^|[^\\])(?:\\\\)*),/;

/**
 * Checks a field selector's syntax: `field=value`, `field==value`, `field!=value`, joined by commas, with `\` before a
 * comma, an equals sign or a backslash in a value. Which fields a kind has, only the API server knows.
 * Throws SelectorSyntaxError, which says what is wrong and where.
 */
export function checkFieldSelector(text: string): void {
  if (text === "") return;
  let offset = 0;
  for (const written of text.split(unescapedComma)) {
    if (!term.test(written.trim())) {
      const found = written.trim() === "" ? "nothing" : `"${written}"`;
      throw new SelectorSyntaxError(`expected field=value, field==value or field!=value, found ${found}`, offset);
    }
    offset += written.length + 1;
  }
}
