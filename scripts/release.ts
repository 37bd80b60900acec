import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { execa } from "execa";
import { release } from "./release/release.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

await new Command("release")
  .description("Commits and tags a release, and packs it. docs/releasing.md says what comes before and after.")
  .argument("<version>")
  .option("--publish", "hand it to npm, too", false)
  .action(async (version: string, { publish }: { publish: boolean }) => {
    const date = new Date().toISOString().slice(0, 10);
    const file = await release({ root, version, date });
    const publishing = ["publish", file, "--access", "public", "--provenance"];
    if (publish) {
      await execa("npm", publishing, { cwd: root, stdio: "inherit" });
      return;
    }
    process.stdout.write(`kwatchman ${version} is committed, tagged and packed; nothing has left this machine. Next:

  git push --follow-tags
  npm ${publishing.join(" ")}
`);
  })
  .parseAsync();
