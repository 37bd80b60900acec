import { styleText } from "node:util";

export type Style = Parameters<typeof styleText>[0];

/** Text as a terminal may be given it: in a style, and without anything the terminal would act on instead of showing. */
export type Paint = (text: string, style?: Style) => string;

/** Control characters, ends of lines, and those that reorder text so that it reads as something else. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

export function painter(hasColours: boolean): Paint {
  return (text, style) => {
    const shown = text.replaceAll("\t", "  ").replace(control, escaped);
    return hasColours && style !== undefined ? styleText(style, shown, { validateStream: false }) : shown;
  };
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
