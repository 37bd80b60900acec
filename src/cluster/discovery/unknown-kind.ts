import { KwatchmanError } from "../../errors/kwatchman-error.ts";

/** The error for a kind that is not served and not waited for. */
export function unknownKind(message: string): KwatchmanError {
  return new KwatchmanError("KW_KIND_UNKNOWN", message, {
    mend: '`kubectl api-resources` lists what there is. A custom kind that comes later is waited for if its group is written, as in "widgets.example.com".',
  });
}
