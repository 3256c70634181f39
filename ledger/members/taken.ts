import pg from 'pg';

/** A phone or card that is somebody's already. */
export interface Taken {
  readonly taken: 'phone' | 'card';
}

const uniqueViolation = '23505';
const constraints: Readonly<Record<string, Taken['taken']>> = { members_phone_key: 'phone', cards_pkey: 'card' };

/** Undefined when the writes succeed; what is taken when a unique phone or card refuses them: the transaction is lost then. */
export async function takenBy(write: () => Promise<void>): Promise<Taken | undefined> {
  try {
    await write();
    return undefined;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === uniqueViolation) {
      const taken = constraints[error.constraint ?? ''];
      if (taken !== undefined) return { taken };
    }
    throw error;
  }
}
