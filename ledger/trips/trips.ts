/**
 * A connection whose queries go together: those that are made before the event loop goes on are one trip (trip.ts), sent in
 * the order in which they were made.
 */
import type pg from 'pg';
import type { DatabaseClient, Queryable, Statement } from '../database.ts';
import { type Answer, type Terms, Trip } from './trip.ts';
import { Wire } from './wire.ts';

class Trips {
  readonly #client: DatabaseClient;
  readonly #terms: Terms;
  #open: Trip | undefined;

  constructor(client: DatabaseClient) {
    this.#client = client;
    this.#terms = {
      wire: new Wire(),
      columns: new Map(),
      parserOf: (type) => client.getTypeParser(type, 'text') as (text: string) => unknown,
    };
  }

  query(asked: string | Statement, values?: unknown[]): Promise<Answer> {
    if (this.#open === undefined) {
      const trip = new Trip(this.#terms);
      this.#open = trip;
      process.nextTick(() => {
        this.#open = undefined;
        // pg's types do not know what a connection has prepared.
        this.#client.query(trip as unknown as pg.Submittable);
      });
    }
    return this.#open.ask(typeof asked === 'string' ? { text: asked, ...(values && { values }) } : asked);
  }
}

const known = new WeakMap<DatabaseClient, Trips>();

/** For one statement each, without results that stream in; whoever uses it asks the client itself for nothing meanwhile. */
export function inTrips(client: DatabaseClient): Queryable {
  let trips = known.get(client);
  if (trips === undefined) {
    trips = new Trips(client);
    known.set(client, trips);
  }
  // Of pg's many signatures, those by which a statement is asked and its rows are had.
  return trips as unknown as Queryable;
}
