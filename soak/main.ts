import { Command } from "commander";
import { bigListCommand } from "./big-list/command.ts";
import { breakerCommand } from "./breaker/command.ts";
import { faultsCommand } from "./faults/command.ts";
import { kill9Command } from "./kill9/command.ts";
import { burstCommand, recoveryCommand } from "./overload/commands.ts";
import { relistStormCommand } from "./relist-storm/command.ts";
import { reloadCommand } from "./reload/command.ts";
import { restartCommand } from "./restart/command.ts";

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
