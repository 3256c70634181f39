import pg from 'pg';
import t from 'tap';
import { isStuck, isTaken, isTransient } from './transient.ts';

const withCode = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });
const fromPostgres = (code: string): Error => Object.assign(new pg.DatabaseError('x', 1, 'error'), { code });

const cases: [name: string, error: unknown, transient: boolean][] = [
  ['serialisation failure', fromPostgres('40001'), true],
  ['deadlock', fromPostgres('40P01'), true],
  ['lock timeout', fromPostgres('55P03'), false],
  ['statement timeout', fromPostgres('57014'), true],
  ['idle in transaction too long', fromPostgres('25P03'), true],
  ['a standby', fromPostgres('25006'), true],
  ['shut down by an administrator', fromPostgres('57P01'), true],
  ['crashed', fromPostgres('57P02'), true],
  ['starting up', fromPostgres('57P03'), true],
  ['too many connections', fromPostgres('53300'), true],
  ['disk full', fromPostgres('53100'), true],
  ['connection failure', fromPostgres('08006'), true],
  ['refused', withCode('ECONNREFUSED'), true],
  [
    'refused at every address',
    Object.assign(new AggregateError([withCode('ECONNREFUSED')]), { code: 'ECONNREFUSED' }),
    true,
  ],
  ['reset', withCode('ECONNRESET'), true],
  ['broken pipe', withCode('EPIPE'), true],
  ['timed out', withCode('ETIMEDOUT'), true],
  ['no name server', withCode('EAI_AGAIN'), true],
  ['terminated, says pg', new Error('Connection terminated unexpectedly'), true],
  ['terminated while connecting, says pg', new Error('Connection terminated due to connection timeout'), true],
  ['no connection in time, says the pool', new Error('timeout exceeded when trying to connect'), true],
  ['given up, says pg', new Error('Client was closed and is not queryable'), true],
  ['broken, says pg', new Error('Client has encountered a connection error and is not queryable'), true],
  ['unique violation', fromPostgres('23505'), false],
  ['check violation', fromPostgres('23514'), false],
  ['bad text', fromPostgres('22021'), false],
  ['out of range', fromPostgres('22003'), false],
  ['no such table', fromPostgres('42P01'), false],
  ['wrong password', fromPostgres('28P01'), false],
  ['failed before', fromPostgres('25P02'), false],
  ['broken inside', fromPostgres('XX000'), false],
  ['the pool is ended', new Error('Cannot use a pool after calling end on the pool'), false],
  ['a fault of our own', new TypeError('x is not a function'), false],
  ['a bigint too large', new RangeError('a bigint of the database is beyond 2^53'), false],
  ['a code of five characters that is no state', withCode('53abc1'), false],
  ['no error at all', 'Connection terminated', false],
  ['nothing', undefined, false],
];

for (const [name, error, transient] of cases) {
  t.test(`${name}: ${transient ? 'again' : 'not again'}`, async (t) => t.equal(isTransient(error), transient));
}

t.test('only a row that is there already is taken, only one that is locked is stuck', async (t) => {
  t.ok(isStuck(fromPostgres('55P03')));
  t.notOk(isStuck(fromPostgres('57014')));
  t.ok(isTaken(fromPostgres('23505')));
  t.notOk(isTaken(fromPostgres('23514')));
  t.notOk(isTaken(new Error('23505')));
});
