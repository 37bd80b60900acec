import { escapedInCode } from "./escape.ts";

/** Slack cuts the text of an attachment at so many characters; counted as they are sent, `<` being the four of `&lt;`. */
const maxLength = 4000;
/** What the fences and the line about what was left out take of it. */
const overhead = 100;
const fence = "```";

/** A text as a code block; of one that is too long for Slack the beginning, and how much was left out. */
export function codeBlock(text: string): string {
  const shown = beginning(text);
  const block = [fence, escapedInCode(shown), fence].join("\n");
  return shown === text ? block : `${block}\n${text.length - shown.length} of ${text.length} characters left out`;
}

/** As much as fits: whole lines, unless the last one alone takes half of it. Never half a character. */
function beginning(text: string): string {
  let length = 0;
  let end = 0;
  for (const character of text) {
    length += escapedInCode(character).length;
    if (length > maxLength - overhead) {
      const lineEnd = text.lastIndexOf("\n", end);
      return text.slice(0, lineEnd > end / 2 ? lineEnd : end);
    }
    end += character.length;
  }
  return text;
}
