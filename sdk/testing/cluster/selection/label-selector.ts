import { badRequest } from "../status-error.ts";

type Labels = Readonly<Record<string, string>>;
export type LabelMatcher = (labels: Labels) => boolean;

// One requirement, and the comma or end behind it.
const REQUIREMENT =
  /\s*(?:!\s*(?<absent>[\w./-]+)|(?<key>[\w./-]+)\s*(?:(?<set>\bin|\bnotin)\s*\((?<values>[^()]*)\)|(?<operator>==|=|!=|>|<)\s*(?<value>[\w.-]*))?)\s*(?:,|$)/y;

/** Parses what clients send as `labelSelector`; a mistake is a 400. */
export function parseLabelSelector(text: string): LabelMatcher {
  const requirements: LabelMatcher[] = [];
  let position = 0;
  while (position < text.length) {
    REQUIREMENT.lastIndex = position;
    const match = REQUIREMENT.exec(text);
    if (!match?.groups) throw badRequest(`unable to parse requirement: found '${text.slice(position)}'`);
    requirements.push(requirementOf(match.groups));
    position = REQUIREMENT.lastIndex;
  }
  return (labels) => requirements.every((requirement) => requirement(labels));
}

function requirementOf({ absent, key = "", set, values = "", operator, value = "" }: Partial<Labels>): LabelMatcher {
  if (absent !== undefined) return (labels) => labels[absent] === undefined;
  if (set !== undefined) {
    const among = new Set(values.split(",").map((one) => one.trim()));
    return (labels) => (labels[key] !== undefined && among.has(labels[key])) === (set === "in");
  }
  switch (operator) {
    case undefined:
      return (labels) => labels[key] !== undefined;
    case "!=":
      return (labels) => labels[key] !== value;
    case ">":
      return (labels) => Number.parseInt(labels[key] ?? "", 10) > Number(value);
    case "<":
      return (labels) => Number.parseInt(labels[key] ?? "", 10) < Number(value);
    default:
      return (labels) => labels[key] === value;
  }
}
