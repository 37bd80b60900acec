import { symlink } from "node:fs/promises";
import path from "node:path";
import { projectRoot } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";

/** What the documentation's commands and imports need of a checkout. */
const needed = ["node_modules", "package.json", "plugins", "sdk", "src"];

/** A folder that is as good as a checkout, of links: what the documentation writes into one can be written there. */
export async function linkedCheckout(): Promise<string> {
  const folder = await scratchFolder();
  for (const name of needed) await symlink(path.join(projectRoot, name), path.join(folder, name));
  return folder;
}
