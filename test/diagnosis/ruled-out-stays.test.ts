import { expect, test } from 'vitest';
import { drillOf } from '../drills/labs.ts';

test('what a command ruled out stays ruled out, whatever becomes of the rival worlds', () => {
  const drill = drillOf('overlay-no-advertise');
  for (const _ of drill.prepareRivals());
  const { session, ledger } = drill;
  const [container, host128, host130] = ['over-128', 'host128', 'host130'].map((name) => session.open(name));
  const pass = (seconds: number) => {
    for (let at = 0; at < seconds * 5; at++) {
      session.advance(200_000);
      session.reconnect();
    }
  };
  const run = (terminal: string, line: string) => {
    session.submit(terminal, line);
    for (let at = 0; at < 60 && !session.isIdle(terminal); at++) pass(1);
  };
  const excluded = (numbers: number[]) => {
    ledger.catchUpAtOnce();
    return numbers.map((number) => [...ledger.excludedBy(number)].sort());
  };
  run(container, 'ip neigh');
  run(host130, 'docker info 2>/dev/null | tail -40');
  const before = excluded([1, 2]);
  expect(before[1].length).toBeGreaterThan(10);

  // The repair, after which the container's terminal comes back; where the host's own card is down, it does not.
  for (const [terminal, device] of [
    [host128, 'ens33'],
    [host130, 'ens38'],
  ]) {
    run(
      terminal,
      `sed -i 's#^ExecStart=.*#& --cluster-advertise=${device}:2376#' /usr/lib/systemd/system/docker.service`,
    );
    run(terminal, 'systemctl daemon-reload; systemctl restart docker');
  }
  pass(40);
  run(host128, 'docker start over-128');
  run(host130, 'docker start over-130');
  pass(4);
  run(container, 'ping -c 2 10.0.0.3');
  expect(session.commands.at(-1)?.status).toBe(0);
  expect(excluded([1, 2])).toEqual(before);
});
