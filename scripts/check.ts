// Runs every npm script named check:* one after the other, all of them whatever fails, and says which did.
import { spawnSync } from 'node:child_process';
import packageJson from '../package.json' with { type: 'json' };

const checks = Object.keys(packageJson.scripts).filter((name) => name.startsWith('check:'));
const failed = checks.filter((name) => {
  console.log(`\n== ${name}`);
  return spawnSync('npm', ['run', '--silent', name], { stdio: 'inherit' }).status !== 0;
});
if (failed.length > 0) console.log(`\nfailed: ${failed.join(', ')}`);
console.log(`\nchecks: ${checks.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 || checks.length === 0 ? 1 : 0;
