import path from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { blocksOf, filesOf } from "./documents.ts";
import { startShop, startSynced, web } from "./plugins/shop.ts";
import { writeFiles } from "./write-files.ts";

const files = filesOf("docs/exec.md");
const configuration = (handlers: string): Record<string, string> => ({
  ...files,
  "exec.toml": `pluginDirs = ["./my-plugins"]\n[[resource]]\nkind = "deployment"\n${handlers}`,
});

describe("the plugins of docs/exec.md", () => {
  test("page for a Deployment that is deleted, and for no other change", async () => {
    const { cwd, cluster } = await startShop(
      configuration('[[handler]]\nname = "page"\nteam = "a"\n[[handler]]\nname = "log"\n'),
    );
    const host = await startSynced("exec.toml", cwd, { PAGER_TOKEN: "x" });

    cluster.patch(web(), { spec: { replicas: 4 } });
    cluster.delete(web());

    await host.until(() => expect(host.changes()).toMatchObject([{ action: "delete", subject: "shop/web" }]));
    expect(host.lines()).toContainEqual(
      expect.objectContaining({
        handler: "page",
        msg: "output",
        output: { message: "paging team a, attempt 1", stream: "stderr" },
      }),
    );
  });

  test("let a Deployment pass that is scaled, through a stream", async () => {
    const { cwd, cluster } = await startShop(
      configuration('[[handler]]\nname = "scaled"\n[[handler]]\nname = "log"\nwhen = { actions = ["update"] }\n'),
    );
    const host = await startSynced("exec.toml", cwd);

    cluster.patch(web(), { metadata: { labels: { tier: "web" } } });
    cluster.patch(web("unowned"), { spec: { replicas: 4 } });

    await host.until(() => expect(host.changes()).toMatchObject([{ action: "update", subject: "shop/unowned" }]));
  });
});

describe("the transcripts of docs/exec.md", () => {
  const transcripts = blocksOf("docs/exec.md").filter(({ marker }) => marker?.startsWith("transcript: "));

  test("there are some", () => {
    expect(transcripts).not.toEqual([]);
  });

  test.each(transcripts)("are what passes: $place", async ({ marker = "", text }) => {
    const folder = await scratchFolder();
    await writeFiles(folder, files);
    const said = (by: string): string[] =>
      text.split("\n").flatMap((line) => (line.startsWith(by) ? [line.slice(by.length)] : []));

    const input = said("> ").map((line) => `${line}\n`);
    const { stdout } = await execa(path.join(folder, marker.replace("transcript: ", "")), { input: input.join("") });

    expect(stdout.split("\n")).toEqual(said("< "));
  });
});
