/** What readiness asks of the database and of the programmes. */
import type { Queryable } from '../ledger/database.ts';
import { missingMigrations } from '../ledger/migrations/missing.ts';
import type { HealthCheck } from './health.ts';
import type { ProgrammeRegistry } from './programmes.ts';

/** Postgres answers, and has every table and column this program knows of. */
export function databaseCheck(database: Queryable): HealthCheck {
  return {
    name: 'postgres',
    required: true,
    async check() {
      const missing = await missingMigrations(database);
      if (missing.length > 0) throw new Error(`the database lacks ${missing.join(', ')}: run tillgate migrate`);
    },
  };
}

/** Where a publication could not be followed the version before it still prices, so the gateway serves. */
export function programmesCheck(programmes: Pick<ProgrammeRegistry, 'faults'>): HealthCheck {
  return {
    name: 'programmes',
    required: false,
    async check() {
      const faults = [...programmes.faults()];
      if (faults.length > 0) throw new Error(faults.map(([code, fault]) => `${code}: ${fault}`).join('; '));
    },
  };
}
