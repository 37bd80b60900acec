import { styleText } from "node:util";
import { onOneLine } from "./terminal-text.ts";

export type Style = Parameters<typeof styleText>[0];

/** Text as a terminal may be given it: in a style, and without anything the terminal would act on instead of showing. */
export type Paint = (text: string, style?: Style) => string;

export function painter(hasColours: boolean): Paint {
  return (text, style) => {
    const shown = onOneLine(text);
    return hasColours && style !== undefined ? styleText(style, shown, { validateStream: false }) : shown;
  };
}
