import type { Action, KwatchmanEvent } from "kwatchman/sdk";
import { codeBlock } from "./code-block.ts";
import { escaped } from "./escape.ts";
import type { SlackSettings } from "./settings.ts";

const colours: Record<Action, string> = { add: "#1ADA00", update: "#F39C12", delete: "#FF0000" };

/** The message about an event, as an incoming webhook takes it. */
export function messageFor({ subject, time, data }: KwatchmanEvent, settings: SlackSettings): object {
  const title = escaped(`${data.action.toUpperCase()} ${data.resource.kind.toLowerCase()}\n${subject}`);
  const text = diffTextOf(data["diff"]);
  const { channel, username, iconEmoji, clusterName = data.cluster } = settings;
  return {
    channel,
    username,
    icon_emoji: iconEmoji,
    attachments: [
      {
        color: colours[data.action],
        title,
        fallback: title,
        text: text === undefined ? "" : codeBlock(text),
        mrkdwn_in: ["text"],
        footer: escaped(clusterName),
        ts: Math.floor(Date.parse(time) / 1000),
      },
    ],
  };
}

/** What the diff handler added to the event, if it came before. */
function diffTextOf(diff: unknown): string | undefined {
  if (typeof diff !== "object" || diff === null || !("text" in diff)) return undefined;
  return typeof diff.text === "string" ? diff.text : undefined;
}
