import t from 'tap';
import { runHistories } from './testing/run-histories.ts';

runHistories(t, { gateways: 1, workers: 1, redis: 'is killed', runMs: 15_000 });
