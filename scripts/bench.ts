// Measures speed and memory, as ratios against something in the same run: 'npm run bench'.
import { aimed, row } from './bench/report.ts';
import { benchScreen } from './bench/screen.ts';
import { benchMemory, benchRivals, benchRoundTrips, benchWorld, yardstick } from './bench/world.ts';

const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const times = (value: number) => `${value.toFixed(2)} x`;

const screen = await benchScreen();
for (const [what, { bare, own }, aim] of [
  ['first frame of the browser', screen.firstFrame, 1.5],
  ['key to screen at a prompt', screen.key, 2],
  ['key to screen while rivals are made', screen.keyWhileRivalsAreMade, undefined],
] as const)
  console.log(row(what, times(own / bare), `${ms(own)} against ${ms(bare)}`, aim && aimed(own / bare, aim)));

const unit = yardstick();
const against = `against a sort of ${ms(unit)}`;
const world = benchWorld();
console.log(row('a drill with its worlds built', ms(world.built), `${times(world.built / unit)} ${against}`));
console.log(row('fork(world)', ms(world.fork), `${times(world.fork / unit)} ${against}`));
const trips = benchRoundTrips();
console.log(
  row('overlay round trips', `${Math.round(trips)}/s`, `${times(1000 / trips / unit)} each ${against}`),
);
const rivals = benchRivals();
console.log(
  row(
    `ping -c 4 in ${rivals.worlds / 2} rivals (${rivals.distinct} distinct)`,
    ms(rivals.cpu),
    `CPU, ${rivals.worlds} worlds, ${ms(rivals.cpu / rivals.worlds)} each`,
    aimed(rivals.cpu, 150, ' ms'),
  ),
);
console.log(row('memory of one session with its rivals', `${benchMemory().toFixed(1)} MB`, 'of heap'));
