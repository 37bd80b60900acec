/** What every executable gets of the host's own environment. */
const alwaysPassedOn = ["PATH", "HOME", "TZ", "LANG"];

/** The environment of an executable plugin: nothing of the host's but these and what is named, then what the operator sets. */
export function childEnvironment(
  env: NodeJS.ProcessEnv,
  named: readonly string[],
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  const inherited = [...alwaysPassedOn, ...named].flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(inherited), ...own };
}
