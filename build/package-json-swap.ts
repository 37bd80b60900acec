import { existsSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "./layout.ts";
import { publishedPackageJson } from "./published-package-json.ts";

// A checkout runs from source, so its package.json names sources; an installed package cannot, for Node strips no types
// below node_modules. npm publishes the package.json that it finds after `prepack`: the other one lies there meanwhile.
const inPlace = path.join(root, "package.json");
const aside = path.join(root, "package.checkout.json");

/** Puts the checkout's package.json aside, and the one that is published in its place. */
export async function putPublishedInPlace(): Promise<void> {
  if (existsSync(aside)) {
    throw new Error(
      `Expected no ${aside}, which is left of packing that was broken off: \`node build/postpack.ts\` mends it`,
    );
  }
  const published = `${JSON.stringify(publishedPackageJson(), null, 2)}\n`;
  await rename(inPlace, aside);
  await writeFile(inPlace, published);
}

/** Puts the checkout's package.json back, if it lies aside. */
export async function putBack(): Promise<void> {
  if (existsSync(aside)) await rename(aside, inPlace);
}
