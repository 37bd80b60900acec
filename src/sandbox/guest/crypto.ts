import { ask } from "./host.ts";

export const guestCrypto = {
  randomUUID: (): string => ask({ type: "uuid" }) as string,
};
