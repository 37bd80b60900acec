interface Alert {
  readonly alert: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}

/** A Markdown table of the chart's alerts. */
export function alertsTable(text: string): string {
  const rows = (JSON.parse(text) as readonly Alert[]).map(({ alert, for: lasting = "", labels, annotations }) => {
    // What an alert is about is a variable of Prometheus' own.
    const summary = annotations.summary.replaceAll(/\{\{ \$(?:labels\.)?(\w+) \}\}/g, "*$1*");
    return `| \`${alert}\` | ${labels.severity} | ${lasting} | ${summary} |`;
  });
  return ["| alert | severity | after | meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
