/** How far the replay is: a bar on a terminal, a line now and then elsewhere; always on stderr. */
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  /** Ends what was under way. */
  begin(what: string, total: number): void;
  /** So many more are done. */
  tick(count?: number): void;
  end(): void;
}

const everyMs = 5_000;

export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? bar(stream) : plain(stream);
}

function bar(stream: NodeJS.WriteStream): Progress {
  let shown: SingleBar | undefined;
  return {
    begin(what, total) {
      shown?.stop();
      const format = `${what} {bar} {percentage}% {value}/{total} {eta_formatted} left`;
      shown = new SingleBar({ stream, format, etaBuffer: 500, hideCursor: true }, Presets.shades_grey);
      shown.start(total, 0);
    },
    tick: (count = 1) => shown?.increment(count),
    end() {
      shown?.stop();
      shown = undefined;
    },
  };
}

function plain(stream: NodeJS.WriteStream): Progress {
  let what = '';
  let total = 0;
  let done = 0;
  let toldAt = 0;
  const tell = () => {
    toldAt = Date.now();
    stream.write(`${what}: ${done} of ${total}\n`);
  };
  return {
    begin(title, count) {
      if (total > 0) tell();
      [what, total, done] = [title, count, 0];
      toldAt = Date.now();
    },
    tick(count = 1) {
      done += count;
      if (Date.now() - toldAt >= everyMs) tell();
    },
    end: () => {
      if (total > 0) tell();
      total = 0;
    },
  };
}
