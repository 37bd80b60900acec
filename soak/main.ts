import { Command } from "commander";
import { bigListCommand } from "./big-list/command.ts";
import { breakerCommand } from "./breaker/command.ts";
import { faultsCommand } from "./faults/command.ts";
import { kill9Command } from "./kill9/command.ts";
import { burstCommand, recoveryCommand } from "./overload/commands.ts";
import { relistStormCommand } from "./relist-storm/command.ts";
import { reloadCommand } from "./reload/command.ts";
import { restartCommand } from "./restart/command.ts";

// What was started dies with this process when it exits, which it does not if a signal ends it.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

await new Command("soak")
  .description("Long runs that prove what no short test can.")
  .addCommand(faultsCommand())
  .addCommand(relistStormCommand())
  .addCommand(bigListCommand())
  .addCommand(kill9Command())
  .addCommand(restartCommand())
  .addCommand(reloadCommand())
  .addCommand(burstCommand())
  .addCommand(recoveryCommand())
  .addCommand(breakerCommand())
  .parseAsync();
