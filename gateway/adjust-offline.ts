/** Jobs of adjustments by a process of their own, beside gateways or without any: the command line's. */
import { type AdjustJob, adjustJobs } from '../ledger/adjust/job.ts';
import { runAdjustJob } from '../ledger/adjust/run.ts';
import { Committer } from '../ledger/committer/committer.ts';
import type { Ports } from '../ledger/committer/ports.ts';
import { type Database, openDatabase } from '../ledger/database.ts';
import { termsOf } from './adjust-runner.ts';
import { type AdjustOrder, begunAdjustJob, loadAdjustJob, undoLoaded } from './flows/adjust/jobs.ts';
import { createProgrammes } from './programmes.ts';

/** Nobody waits behind this process but those who want the same rows. */
const lanes = 2;
const atOnce = 256;

const never = (): never => {
  throw new Error('adjustments ask for points alone');
};

/** All that a row of a job asks for is in its party. */
function portsOf(alert: Ports['alert']): Ports {
  return {
    evaluate: never,
    digest: never,
    codeOf: never,
    couponCode: never,
    facts: new Proxy({} as Ports['facts'], { get: never }),
    replies: new Proxy({} as Ports['replies'], { get: never }),
    // Gateways bring Redis up to date by the outbox.
    committed: () => {},
    alert,
  };
}

export interface OfflineJobs {
  /** Loads a job and begins it. */
  create(order: AdjustOrder): Promise<string>;
  undo(id: string): Promise<void>;
  /** To its end. Where a gateway is at it already, that goes on, and its progress is told. */
  finish(id: string, onProgress: (job: AdjustJob) => void): Promise<AdjustJob>;
  close(): Promise<void>;
}

export async function openOfflineJobs(url: string, alert: Ports['alert']): Promise<OfflineJobs> {
  const database: Database = openDatabase(url, { max: 2 });
  const own = openDatabase(url, { max: lanes, applicationName: 'tillgate-adjust', limited: true });
  for (const pool of [database, own]) pool.on('error', () => {});
  const committer = new Committer(own, portsOf(alert), {
    lanes,
    patienceMs: 0,
    maxBatch: 64,
    maxWaiting: 4_096,
    maxAttempts: 8,
  });
  const programmes = createProgrammes(database, { load: async () => {} }, { prepare: async () => {} });
  await programmes.refreshAll();
  const submit = committer.submit.bind(committer);
  return {
    async create(order) {
      const { id } = await loadAdjustJob({ database, programmes, now: Date.now }, order);
      await begunAdjustJob(database, id);
      return id;
    },
    undo: (id) => undoLoaded(database, id),
    async finish(id, onProgress) {
      for (;;) {
        await runAdjustJob({ database, submit, termsOf: termsOf(programmes), now: Date.now, atOnce, onProgress }, id);
        const [job] = await adjustJobs(database, id);
        if (job === undefined) throw new Error(`job ${id} is gone`);
        onProgress(job);
        if (job.state === 'done' || job.state === 'undone') return job;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    },
    async close() {
      await committer.close();
      await Promise.all([database.end(), own.end()]);
    },
  };
}
