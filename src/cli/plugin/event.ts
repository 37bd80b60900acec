import type { KwatchmanEvent } from "../../../sdk/index.ts";
import { EventSchema } from "../../../sdk/event-schema.ts";
import { eventNames, namedEvent } from "../../../sdk/samples/named-events.ts";
import { readDocument, type DocumentCodes } from "../../config/document/document.ts";
import { withoutReferences } from "../../config/document/references.ts";
import { checkAgainst } from "../../config/schema/check-against.ts";
import { ProblemsError } from "../../errors/problems.ts";

const codes: DocumentCodes = {
  notFound: "KW_USAGE",
  notFoundMend: `It may also be the name of an event: ${eventNames.join(", ")}; for others than updates, such as deployment:delete.`,
  syntax: "KW_USAGE",
  invalid: "KW_USAGE",
  unknownKey: "KW_USAGE",
};

/** The event of that name, else the one in that file. Throws ProblemsError if it is none. */
export async function readEvent(nameOrFile: string): Promise<KwatchmanEvent> {
  const named = namedEvent(nameOrFile);
  if (named !== undefined) return named;
  if (!nameOrFile.includes(".") && !nameOrFile.includes("/")) throw new ProblemsError([unknownName(nameOrFile)]);
  const document = withoutReferences(await readDocument(nameOrFile, codes));
  const { problems } = checkAgainst(EventSchema, document.tree, { document, at: [], ...codes });
  if (problems.length > 0) throw new ProblemsError(problems);
  return document.tree as unknown as KwatchmanEvent;
}

function unknownName(name: string) {
  const message = `Expected \`--event\` to be an event's name or a file such as "event.json", got "${name}"`;
  return { code: codes.notFound, message, mend: `The names are ${eventNames.join(", ")}, and such as deployment:add.` };
}
