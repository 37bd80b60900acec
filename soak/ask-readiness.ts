/** Whether a host says that it is ready; undefined: no answer, as before it listens. */
export async function askReadiness(readyzUrl: string): Promise<boolean | undefined> {
  try {
    const answer = await fetch(readyzUrl);
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return undefined;
  }
}
