/** A piece of a terminal's line that looks the same from end to end. */
export interface Span {
  readonly text: string;
  /** Of the picture's stylesheet. */
  readonly classes: readonly string[];
}

const colours: Readonly<Record<string, string>> = { 31: "red", 32: "green", 33: "yellow", 36: "cyan" };
const weights: Readonly<Record<string, string>> = { 1: "bold", 2: "dim" };

/** Takes the lines that a program wrote to a terminal apart, by the escape sequences for colours and weights in them. */
export function spansOf(output: string): Span[][] {
  let colour: string | undefined;
  let weight: string | undefined;
  const turnTo = (code: string): void => {
    if (code === "39" || code in colours) colour = colours[code];
    else if (code === "22" || code in weights) weight = weights[code];
    else throw new Error(`Expected a colour or a weight that the picture knows, got ${code}`);
  };
  return output.split(/\r?\n/).map((line) => {
    const [plain = "", ...styled] = line.split("\u001B[");
    return [plain, ...styled].flatMap((piece, index) => {
      const [, code = "", text = ""] = index === 0 ? ["", "", plain] : (/^(\d+)m(.*)$/.exec(piece) ?? ["", piece]);
      if (index > 0) turnTo(code);
      const classes = [colour, weight].filter((name) => name !== undefined);
      return text === "" ? [] : [{ text, classes }];
    });
  });
}
