import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { findFreePort } from "./free-port.ts";

/** A TCP proxy before a server: it breaks the network as told. TLS passes through unread. */
export interface Proxy {
  /** The server's URL with the proxy's port. */
  readonly url: string;
  /** Connections open now. */
  readonly connections: number;
  /** Connections ever accepted. */
  readonly accepted: number;
  /** Resets every connection. New ones are let in. */
  cut(): void;
  /** True: nobody listens any more, what is open stays open. */
  refuse(refused: boolean): Promise<void>;
  /** Swallows all bytes both ways and keeps the sockets open, as a network that lost its route does. */
  stall(): void;
  /** Lets bytes through again. A connection that lost some stays silent: only a reset ends it. */
  resume(): void;
  close(): Promise<void>;
}

export async function startProxy(targetUrl: string): Promise<Proxy> {
  const target = new URL(targetUrl);
  const targetPort = Number(target.port || (target.protocol === "https:" ? 443 : 80));
  const sockets = new Set<Socket>();
  const network = { stalled: false };
  let accepted = 0;

  const server = createServer({ allowHalfOpen: true }, (near) => {
    accepted += 1;
    sockets.add(near);
    near.once("close", () => sockets.delete(near));
    join(near, connect({ host: target.hostname, port: targetPort, allowHalfOpen: true }), network);
  });
  const port = await findFreePort();
  const listen = async () => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  await listen();

  const url = new URL(targetUrl);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    url: url.origin,
    get connections() {
      return sockets.size;
    },
    get accepted() {
      return accepted;
    },
    cut,
    async refuse(refused) {
      if (refused) server.close();
      else if (!server.listening) await listen();
    },
    stall() {
      network.stalled = true;
    },
    resume() {
      network.stalled = false;
    },
    async close() {
      cut();
      if (!server.listening) return;
      server.close();
      await once(server, "close");
    },
  };
}

interface Network {
  stalled: boolean;
}

/** The two sockets of one connection through the proxy: the client's and the server's. */
function join(near: Socket, far: Socket, network: Network): void {
  const connection = { lost: false };
  const isLost = () => (connection.lost ||= network.stalled);
  forward(near, far, isLost);
  forward(far, near, isLost);
  near.on("error", () => far.resetAndDestroy());
  near.once("close", () => (far.writableEnded ? far.destroySoon() : far.resetAndDestroy()));
  far.on("error", () => isLost() || near.resetAndDestroy());
  far.once("close", () => isLost() || near.destroySoon());
}

function forward(from: Socket, to: Socket, isLost: () => boolean): void {
  from.on("data", (chunk) => {
    if (isLost() || to.write(chunk)) return;
    from.pause();
    to.once("drain", () => from.resume());
  });
  from.once("end", () => isLost() || to.end());
}
