import { Command } from "commander";
import { bigListCommand } from "./big-list/command.ts";
import { faultsCommand } from "./faults/command.ts";
import { relistStormCommand } from "./relist-storm/command.ts";

await new Command("soak")
  .description("Long runs that prove what no short test can.")
  .addCommand(faultsCommand(), { isDefault: true })
  .addCommand(relistStormCommand())
  .addCommand(bigListCommand())
  .parseAsync();
