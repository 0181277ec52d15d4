import { replayEngines } from '../src/edge/cli/conformance/engine/replay.ts';
import { readEngineRecordings } from '../src/edge/cli/conformance/engine/recording.ts';
import { recordingsDirectory } from '../src/edge/cli/conformance/recording.ts';
import { bundled } from '../test/drills/labs.ts';
const [rec] = readEngineRecordings(recordingsDirectory(undefined, ['docker-lab', 'labs']), ['s08']);
const rows = replayEngines(bundled('engine-lab-plain'), rec);
for (const r of rows) if (r.phase === 'live-restore' && /iptables-save|^docker ps|neigh/.test(r.cmd)) console.log('$', r.cmd, '\n' + r.stdout);
