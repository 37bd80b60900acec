import { expect, test } from "vitest";
import { spansOf } from "./spans.ts";
import { terminalPicture } from "./svg.ts";

const escape = "\u001B";

test("colours and weights begin and end as in the terminal, over the end of a line too", () => {
  const output = `${escape}[2m12:00${escape}[22m a ${escape}[1m${escape}[31mb\r\nc${escape}[39m d${escape}[22m`;

  expect(spansOf(output)).toEqual([
    [
      { text: "12:00", classes: ["dim"] },
      { text: " a ", classes: [] },
      { text: "b", classes: ["red", "bold"] },
    ],
    [
      { text: "c", classes: ["red", "bold"] },
      { text: " d", classes: ["bold"] },
    ],
  ]);
});

test("what the picture cannot show is an error, not left out", () => {
  expect(() => spansOf(`${escape}[45mx`)).toThrow("got 45");
});

test("the picture has every line that is not empty, with nothing in it read as markup", () => {
  const picture = terminalPicture("a < b", spansOf(`<b> & c\n\n${escape}[32m+ d${escape}[39m`));

  expect(picture).toContain("<title>a &lt; b</title>");
  expect(picture.match(/<text.*<\/text>/g)).toEqual([
    '<text x="16" y="29" xml:space="preserve">&lt;b&gt; &amp; c</text>',
    '<text x="16" y="67" xml:space="preserve"><tspan class="green">+ d</tspan></text>',
  ]);
});
