import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../cli/kwatchman-process.ts";
import type { Document } from "./code-blocks.ts";
import { documents } from "./documents.ts";

const sources = new Map(documents.map((document) => [document.file, document]));

describe.each(documents.map((document) => [document.file, document] as const))("%s", (file, document) => {
  test("links to files and headings that exist", () => {
    const broken = linksOf(document).filter((link) => !resolves(file, link));

    expect(broken).toEqual([]);
  });
});

test("every document can be reached from the README", () => {
  const reached = new Set(["README.md"]);
  for (const file of reached) {
    const document = sources.get(file);
    for (const link of document === undefined ? [] : linksOf(document)) reached.add(targetOf(file, link).file);
  }

  expect([...sources.keys()].filter((file) => !reached.has(file))).toEqual([]);
});

/** Links within the project. */
function linksOf({ text }: Document): string[] {
  const prose = text.replaceAll(/^(`{3,}).*?^\1$/gms, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) => (/^[a-z]+:/.test(link) ? [] : [link]));
}

function targetOf(file: string, link: string): { file: string; heading: string | undefined } {
  const [target = "", heading] = link.split("#");
  return { file: target === "" ? file : path.join(path.dirname(file), target), heading };
}

function resolves(from: string, link: string): boolean {
  const { file, heading } = targetOf(from, link);
  if (!existsSync(path.join(projectRoot, file))) return false;
  return heading === undefined || headingsOf(sources.get(file)?.text ?? "").includes(heading);
}

/** Headings as links name them. */
function headingsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, "")
      .replaceAll(/\s/g, "-"),
  );
}
