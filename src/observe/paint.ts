import { styleText } from "node:util";

export type Style = Parameters<typeof styleText>[0];

/** Text as a terminal may be given it: in a style, and without anything the terminal would act on instead of showing. */
export type Paint = (text: string, style?: Style) => string;

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f]/g;

export function painter(hasColours: boolean): Paint {
  return (text, style) => {
    const shown = text.replaceAll("\t", "  ").replace(control, escaped);
    return hasColours && style !== undefined ? styleText(style, shown, { validateStream: false }) : shown;
  };
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
