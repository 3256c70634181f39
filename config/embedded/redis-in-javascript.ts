// A Redis in JavaScript, run in a process of its own where no redis-server is installed: enough for a first run, slow
// beside the real one. The parent sends the port and the password; we answer once we listen, and end with the parent.
import { createRedisCommandExecutor, RedisServerState, Resp2Server } from 'js-redis-server/core';

interface Order {
  port: number;
  password: string;
}

process.once('disconnect', () => process.exit());
process.once('message', ({ port, password }: Order) => {
  const state = new RedisServerState({ databaseCount: 16, requirepass: password });
  const { server } = new Resp2Server({ server: state, executor: createRedisCommandExecutor() });
  // It leaves Nagle's algorithm on, which stalls a pipelining client for 40 ms at a time.
  server.on('connection', (socket) => socket.setNoDelay(true));
  server.on('error', (error) => {
    console.error(error);
    process.exit(1);
  });
  // Its own listen() would take connections from the whole network.
  server.listen({ host: '127.0.0.1', port }, () => process.send?.('listening'));
});
