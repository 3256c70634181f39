// Runs the embedded servers on the folder given until it is killed; says so once they run.
import { startEmbedded } from '../start.ts';
import { quiet } from './quiet.ts';

await startEmbedded(process.argv[2] ?? '', quiet);
console.log('ready');
setInterval(() => {}, 60_000);
