import { putBack } from "./package-json-swap.ts";

// npm runs this when the package has been packed.
await putBack();
