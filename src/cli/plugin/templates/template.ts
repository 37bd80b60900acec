/** What a new plugin begins with. */
export interface Template {
  /** Its files, by their paths within the folder. */
  readonly files: Readonly<Record<string, string>>;
  /** The file to begin with. */
  readonly main: string;
  /** Runs its own test, in its folder's parent: the words after the folder's name is put in. */
  readonly test: (folder: string) => string;
  /** What has to be started before its events can be handled, if anything. */
  readonly receiver?: Receiver;
}

/** What a webhook's events are posted to. */
export interface Receiver {
  /** Starts it. */
  readonly start: (folder: string) => string;
  /** Where it listens then. */
  readonly url: string;
}

/** The first lines of every manifest. */
export function manifest(name: string, runtime: string, rest: string): string {
  return `name = "${name}"
version = "0.1.0"
contract = 1
description = "Names to the handlers that follow from how many replicas to how many an object was scaled."
runtime = "${runtime}"
${rest}`;
}

/** What a plugin's test calls its own folder; put together here, for the build takes the whole for code of this file. */
export const ownFolder = ["import", "meta", "dirname"].join(".");

/** The one setting that each of them has. */
export const settings = `
[settings.properties.atLeast]
description = "A smaller difference of replicas is not worth telling."
type = "integer"
minimum = 1
default = 1
`;
