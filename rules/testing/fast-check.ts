/**
 * fast-check, as all tests have it: with the same draws each time, so that a test that fails does so because of what has
 * changed. SEED=7 draws others, SEED=random others each time; what fails prints its seed.
 */
import fc from 'fast-check';

const { SEED: asked = '20261123' } = process.env;

/** What is drawn from; 32 bits. */
export const seed = asked === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(asked);
if (!Number.isSafeInteger(seed)) throw new Error(`SEED=${asked} is neither a whole number nor random`);

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });

export { fc };
