import * as fc from "fast-check";
import { expect, test } from "vitest";
import { codeBlock } from "./code-block.ts";

const texts = fc
  .array(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("`", "```", "<", "&", "\n", "👋", "\uD83D")))
  .chain((parts) => fc.integer({ min: 1, max: 400 }).map((times) => parts.join("").repeat(times)));

test("a block never exceeds what Slack shows, is always closed, and never holds half a character", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const block = codeBlock(text);
      expect(block.length).toBeLessThanOrEqual(4000);
      expect(block.isWellFormed()).toBe(true);
      expect(block.split("```")).toHaveLength(3);
      expect(block).toMatch(/^```\n[^]*\n```(?:\n\d+ of \d+ characters left out)?$/);
    }),
  );
});

test("a text that fits is shown whole", () => {
  const text = `${"x".repeat(99)}\n`.repeat(39);
  expect(codeBlock(text)).toBe(`\`\`\`\n${text}\n\`\`\``);
});

test("of a text that is too long whole lines are shown, and the rest is counted", () => {
  const line = `${"x".repeat(99)}\n`;
  expect(codeBlock(line.repeat(50))).toBe(
    `\`\`\`\n${line.repeat(39).trimEnd()}\n\`\`\`\n1101 of 5000 characters left out`,
  );
});

test("a single line that is too long is cut between characters", () => {
  const block = codeBlock("👋".repeat(3000));
  expect(block).toBe(`\`\`\`\n${"👋".repeat(1950)}\n\`\`\`\n2100 of 6000 characters left out`);
});

test("what is escaped counts as it is sent", () => {
  expect(codeBlock("<".repeat(2000))).toBe(`\`\`\`\n${"&lt;".repeat(975)}\n\`\`\`\n1025 of 2000 characters left out`);
});
