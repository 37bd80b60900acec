import { Command, InvalidArgumentError, Option } from "commander";
import { benchRuntimes, type RuntimesOptions } from "./runtimes.ts";
import { benchStart, type StartOptions } from "./start.ts";
import { benchThroughput, type ThroughputOptions } from "./throughput.ts";

const program = new Command("bench").description("Measurements of kwatchman on this machine.");

program
  .command("throughput")
  .description("updates a second through reflector, lanes, diff and log, beside a loop that only parses")
  .option("--events <number>", "updates in a round", positive, 20_000)
  .option("--objects <number>", "Deployments that they are spread over", positive, 2000)
  .addOption(new Option("--store <kind>", "where baselines are kept").choices(["memory", "sqlite"]).default("memory"))
  .option("--rounds <number>", "rounds, each of floor and pipeline", positive, 5)
  .action(async (options: ThroughputOptions) => {
    await benchThroughput(options);
  });

program
  .command("start")
  .description("how long until ready, and what it takes: from source, and as built last")
  .option("--rounds <number>", "starts of each", positive, 10)
  .action(async (options: StartOptions) => {
    await benchStart(options);
  });

program
  .command("runtimes")
  .description("calls a second and how long one takes, in each runtime")
  .option("--calls <number>", "calls of each kind", positive, 2000)
  .action(async (options: RuntimesOptions) => {
    await benchRuntimes(options);
  });

await program.parseAsync();

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("Expected a whole number above 0.");
}
