import type { Span } from "./spans.ts";

const fontSize = 13;
const lineHeight = 19;
/** A character of a monospaced font, give or take what fonts differ in. */
const characterWidth = fontSize * 0.6;
const padding = 16;

const style = [
  `text { font: ${fontSize}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #d6deeb; white-space: pre; }`,
  ".bold { font-weight: 600; fill: #fff; }",
  ".dim { fill: #8592a3; }",
  ".red { fill: #ff8b8b; }",
  ".green { fill: #7ddc8c; }",
  ".yellow { fill: #f1c76b; }",
  ".cyan { fill: #6fc8e8; }",
].join("\n");

/** A picture of a terminal with these lines, which needs nothing but the reader's fonts. */
export function terminalPicture(title: string, lines: readonly (readonly Span[])[]): string {
  const longest = Math.max(...lines.map((spans) => textOf(spans).length));
  const width = Math.ceil(longest * characterWidth + 2 * padding);
  const height = lines.length * lineHeight + 2 * padding;
  const texts = lines.flatMap((spans, index) => {
    const y = padding + fontSize + index * lineHeight;
    return spans.length === 0
      ? []
      : [`<text x="${padding}" y="${y}" xml:space="preserve">${spans.map(tspan).join("")}</text>`];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<style>\n${style}\n</style>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#10161f"/>`,
    ...texts,
    "</svg>\n",
  ].join("\n");
}

function tspan({ text, classes }: Span): string {
  return classes.length === 0 ? escape(text) : `<tspan class="${classes.join(" ")}">${escape(text)}</tspan>`;
}

function textOf(spans: readonly Span[]): string {
  return spans.map(({ text }) => text).join("");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
