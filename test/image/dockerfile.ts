/** One instruction of a Dockerfile. */
export interface Instruction {
  readonly name: string;
  readonly flags: Readonly<Record<string, string>>;
  /** All after the flags, on one line. */
  readonly text: string;
  /** The exec form's words; undefined in the shell form. */
  readonly words: readonly string[] | undefined;
}

/** What begins with a FROM. */
export interface Stage {
  readonly name: string;
  /** With the ARGs before the first FROM filled in. */
  readonly base: string;
  /** Those after the FROM. */
  readonly instructions: readonly Instruction[];
}

/** Reads a Dockerfile without heredocs. */
export function readDockerfile(text: string): Stage[] {
  const stages: { name: string; base: string; instructions: Instruction[] }[] = [];
  const args = new Map<string, string>();
  for (const instruction of readInstructions(text)) {
    const stage = stages.at(-1);
    if (instruction.name === "FROM") {
      const [image = "", , name = String(stages.length)] = instruction.text.split(" ");
      stages.push({ name, base: fillIn(image, args), instructions: [] });
    } else if (stage !== undefined) {
      stage.instructions.push(instruction);
    } else {
      const [name = "", value = ""] = instruction.text.split("=");
      args.set(name, value);
    }
  }
  return stages;
}

/** Puts variables in: ${NAME} and $NAME; those that are not known become nothing. */
function fillIn(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$\{?(\w+)\}?/g, (_, name: string) => variables.get(name) ?? "");
}

/** The pairs of ENV and LABEL: NAME=value, the value perhaps in double quotes. */
export function readPairs({ text }: Instruction): [string, string][] {
  return [...text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S*))/g)].map(([, name = "", quoted, bare = ""]) => [
    name,
    quoted ?? bare,
  ]);
}

function readInstructions(text: string): Instruction[] {
  if (text.includes("<<")) throw new Error("Expected a Dockerfile without heredocs");
  const lines = text
    .split("\n")
    .filter((line) => !/^\s*(?:#|$)/.test(line))
    .join("\n")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n");
  return lines.map((line) => {
    const [, name = "", flagText = "", rest = ""] = /^(\w+)((?:\s+--[\w-]+=\S+)*)\s+(.*)$/.exec(line) ?? [];
    const flags = Object.fromEntries([...flagText.matchAll(/--([\w-]+)=(\S+)/g)].map(([, key, value]) => [key, value]));
    const list = /^(?:CMD )?(\[.*\])$/.exec(rest)?.[1];
    return { name, flags, text: rest, words: list === undefined ? undefined : (JSON.parse(list) as string[]) };
  });
}
