import t from 'tap';
import { runHistories } from './testing/run-histories.ts';

runHistories(t, { gateways: 2, workers: 0, redis: 'is emptied', runMs: 15_000 });
