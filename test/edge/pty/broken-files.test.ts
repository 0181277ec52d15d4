import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noPty, RealTerminal } from './real-terminal.ts';

let home: string;
let terminal: RealTerminal | undefined;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'netdrill-broken-'));
});
afterEach(() => {
  terminal?.close();
  rmSync(home, { recursive: true, force: true });
});

function start(args: string): RealTerminal {
  terminal = new RealTerminal(home, args, { columns: 80, rows: 24 });
  return terminal;
}

/** The screen's words, wherever its lines were broken. */
function words(text: string): string {
  return text.replace(/\s+/g, '');
}

describe.skipIf(noPty)(`broken files${noPty ? ` (skipped: ${noPty})` : ''}`, () => {
  test('a scenario: file, line and remedy in the browser, and the other drills can be played', async () => {
    const pack = join(home, 'pack');
    mkdirSync(join(pack, 'bad'), { recursive: true });
    writeFileSync(join(pack, 'bad', 'scenario.yaml'), 'id: bad\nnodes: [\n');
    const app = start(`--scenarios "${pack}"`);
    await app.shows('(3)');
    expect(words(app.text())).toContain(words(`${pack}/bad/scenario.yaml:3:1:`));
    expect(words(app.text())).toContain('MendtheYAMLhere.');
    // The tour that the first start offers is declined.
    app.press('Escape');
    await app.shows('q quit');
    app.press('Enter');
    await app.shows('to the hosts');
  });

  test('a saved session: file and line, and the drill begins anew', async () => {
    const file = join(home, '.local/share/netdrill/sessions/overlay-no-advertise.jsonl');
    mkdirSync(join(home, '.local/share/netdrill/sessions'), { recursive: true });
    writeFileSync(file, 'what is this\n');
    const app = start('play overlay-no-advertise');
    await app.shows('the drill begins anew');
    expect(words(app.text())).toContain(words(`${file}:1: no header of a session`));
    app.press('Escape');
    await app.shows('Never played');
  });

  test('a session in which a line went missing: told from which command on it differs, and it goes on', async () => {
    const sessions = join(home, '.local/share/netdrill/sessions');
    mkdirSync(sessions, { recursive: true });
    const event = (kind: string, rest: object) => ({ type: 'event', event: { kind, ...rest } });
    const host = { terminal: 'host128' };
    writeFileSync(
      join(sessions, 'overlay-no-advertise.jsonl'),
      [
        { type: 'header', format: 2, engine: '0', scenario: 'x', seed: null, digest: 'x' },
        event('open', { at: 0, place: 'host128', ...host }),
        event('line', { at: 2_400_500_000, text: 'hostname', ...host }),
        event('ended', { at: 2_400_500_000, number: 1, digest: 'another', ...host }),
      ]
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
    const app = start('play overlay-no-advertise');
    await app.shows('Differs from what was saved from command 1 on');
    await app.shows('xdhuxc.h128');
    app.send('uname -r\r');
    await app.shows('4.18.0-1.el7.elrepo.x86_64');
  });
});
