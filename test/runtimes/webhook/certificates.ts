import { readFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { scratchFolder } from "../../cli/scratch-folder.ts";

/** A certificate and its key, PEM texts. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** An authority of one's own. */
export interface Authority {
  /** Its certificate, a PEM text. */
  readonly ca: string;
  /** Issues a certificate for these names: "IP:127.0.0.1,DNS:hook.example". */
  readonly issue: (subjectAltName: string) => Promise<Certificate>;
}

/** Makes an authority that nobody trusts, by openssl. */
export async function createAuthority(): Promise<Authority> {
  const folder = await scratchFolder();
  let issued = 0;
  const make = async (...args: string[]): Promise<Certificate> => {
    const name = `${(issued += 1)}`;
    const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-keyout", `${name}.key`];
    await execa("openssl", ["req", "-x509", ...newKey, "-out", `${name}.pem`, "-days", "2", ...args], { cwd: folder });
    const read = (file: string): Promise<string> => readFile(path.join(folder, file), "utf8");
    return { cert: await read(`${name}.pem`), key: await read(`${name}.key`) };
  };
  const { cert: ca } = await make("-subj", "/CN=authority");
  return {
    ca,
    issue: (subjectAltName) =>
      make("-subj", "/CN=issued", "-CA", "1.pem", "-CAkey", "1.key", "-addext", `subjectAltName=${subjectAltName}`),
  };
}
