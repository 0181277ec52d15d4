import type { Step } from '../../lib/index.ts';
import {
  drawInteger,
  isFailure,
  type Node,
  type Process,
  type SystemdUnit,
} from '../../model/state/index.ts';
import {
  expandCommand,
  NO_DYNAMIC,
  parseEnvironmentFile,
  parseUnitFile,
  readText,
  type Routine,
  rootOf,
  type Sys,
  type UnitFile,
  writeJournal,
} from '../os/index.ts';

import { enable, enabledUnits, isOfImage, loadUnit, reloadAll } from './unit-files.ts';

/** Jobs systemctl asks pid 1 for. */
export interface UnitJob {
  verb:
    | 'start'
    | 'stop'
    | 'restart'
    | 'reload'
    | 'daemon-reload'
    | 'enable'
    | 'disable'
    | 'reboot'
    | 'reset-failed'
    | 'kill';
  unit: string;
  signal?: 'SIGTERM' | 'SIGKILL' | 'SIGHUP' | 'SIGINT';
}

export interface UnitAnswer {
  ok: boolean;
  /** `not-found`, `failed`: the unit did not come up; `no-reload`: it has no ExecReload. */
  error?: 'not-found' | 'failed' | 'no-reload';
}

/** Ready notifications of Type=notify units (sd_notify): pid 1's socket. */
export const NOTIFY_SERVICE = 'systemd-notify';
export const SYSTEMD_SERVICE = 'systemd';

/** DefaultTimeoutStartSec and DefaultTimeoutStopSec: 90 s. */
const TIMEOUT = 90_000_000;

function* main(sys: Sys): Step<number> {
  yield* sys.thread('notify', undefined);
  yield* sys.thread('jobs', undefined);
  yield* sys.thread('children', undefined);
  const names = yield* sys.change((world) => {
    const node = world.nodes.get(sys.node.name);
    return node ? enabledUnits(node) : [];
  });
  for (const name of names) yield* startUnit(sys, name, true);
  while (true) yield* sys.await('never');
}

function* jobs(sys: Sys): Step<unknown> {
  const request = yield* sys.serve(SYSTEMD_SERVICE);
  if (!isFailure(request)) yield* sys.thread('job', request);
  return yield* sys.again(undefined);
}

function* job(sys: Sys, request: { id: number; message: UnitJob }): Step<unknown> {
  const answer = yield* carryOut(sys, request.message);
  yield* sys.reply(SYSTEMD_SERVICE, request.id, answer);
  return undefined;
}

function* carryOut(sys: Sys, request: UnitJob): Step<UnitAnswer> {
  const name = request.unit;
  switch (request.verb) {
    case 'daemon-reload':
      yield* sys.change((world) => reloadAll(world.nodes.get(sys.node.name)));
      return { ok: true };
    case 'reboot':
      yield* sys.reboot();
      return { ok: true };
    default:
      break;
  }
  const exists = yield* sys.change((world) => loadUnit(here(world, sys), name) !== undefined);
  if (!exists) return { ok: false, error: 'not-found' };
  switch (request.verb) {
    case 'start':
      return yield* startUnit(sys, name);
    case 'stop':
      yield* stopUnit(sys, name);
      return { ok: true };
    case 'restart':
      yield* stopUnit(sys, name);
      return yield* startUnit(sys, name);
    case 'reload':
      return yield* reloadUnit(sys, name);
    case 'kill': {
      const pid = yield* sys.change((world) => loadUnit(here(world, sys), name)?.mainPid ?? 0);
      if (pid > 0) yield* sys.kill(pid, request.signal ?? 'SIGTERM');
      return { ok: true };
    }
    case 'reset-failed':
      yield* sys.change((world) => {
        const unit = loadUnit(here(world, sys), name);
        if (unit?.state === 'failed')
          Object.assign(unit, { state: 'inactive', subState: 'dead', restarts: 0 });
      });
      return { ok: true };
    default:
      yield* sys.change((world) => enable(here(world, sys), name, request.verb === 'enable'));
      return { ok: true };
  }
}

function here(world: Sys['world'], sys: Sys): Node {
  const node = world.nodes.get(sys.node.name);
  if (!node) throw new Error(`no node ${sys.node.name}`);
  return node;
}

function mark(sys: Sys, name: string, change: Partial<SystemdUnit>, message?: string): Step<void> {
  return sys.change((world) => {
    const node = here(world, sys);
    const unit = loadUnit(node, name);
    if (unit) Object.assign(unit, change, { since: world.now });
    if (message) writeJournal(world, node, { identifier: 'systemd', pid: 1, unit: name, message });
  });
}

/** @param booting the machine comes up: what belongs to the distribution got its number before a person could look. */
function* startUnit(sys: Sys, name: string, booting = false): Step<UnitAnswer> {
  const plan = yield* sys.change((world) => {
    const node = here(world, sys);
    const unit = loadUnit(node, name);
    if (!unit) return undefined;
    const file = parseUnitFile(unit.loaded);
    return {
      active: unit.state === 'active',
      file,
      argv: commandOf(node, file, file.execStart.at(-1)),
      pid: booting && isOfImage(node, name) ? earlyPid(world, node, name) : undefined,
    };
  });
  if (!plan) return { ok: false, error: 'not-found' };
  if (plan.active) return { ok: true };
  const { file } = plan;
  yield* mark(sys, name, { state: 'activating', subState: 'start' }, `Starting ${file.description}...`);
  if (plan.argv.length === 0) {
    yield* mark(sys, name, { state: 'active', subState: 'exited' }, `Started ${file.description}.`);
    return { ok: true };
  }
  const pid = yield* sys.spawn({ argv: plan.argv, group: 0, env: { ...file.environment }, pid: plan.pid });
  if (isFailure(pid)) {
    yield* failed(sys, name, file, 203);
    return { ok: false, error: 'failed' };
  }
  yield* sys.change((world) => {
    const node = here(world, sys);
    const process = node.processes.get(pid);
    if (process) attachToUnit(process, name);
    const unit = loadUnit(node, name);
    if (unit) unit.mainPid = pid;
  });
  if (file.type === 'notify' || file.type === 'oneshot') {
    const deadline = sys.now() + TIMEOUT;
    while (true) {
      const state = yield* sys.change((world) => loadUnit(here(world, sys), name)?.state ?? 'failed');
      if (state === 'active' || (file.type === 'oneshot' && state === 'inactive')) break;
      if (state !== 'activating') return { ok: false, error: 'failed' };
      const woken = yield* sys.await(`unit ${name}`, { deadline });
      if (isFailure(woken) && woken.errno === 'EAGAIN') {
        yield* sys.kill(pid, 'SIGTERM');
        yield* failed(sys, name, file, 0, 'timeout');
        return { ok: false, error: 'failed' };
      }
    }
  } else yield* mark(sys, name, { state: 'active', subState: 'running' });
  yield* mark(sys, name, {}, `Started ${file.description}.`);
  return { ok: true };
}

/** A free number among those that a boot gives out. */
function earlyPid(world: Sys['world'], node: Node, unit: string): number {
  let pid = drawInteger(world, 'boot-pid', `${node.name} ${unit}`, 700, 1400);
  while (node.processes.has(pid)) pid++;
  return pid;
}

/** Standard output and error of a service go to the journal. */
function attachToUnit(process: Process, unit: string): void {
  process.unit = unit;
  process.files.set(0, { kind: 'null' });
  for (const fd of [1, 2]) process.files.set(fd, { kind: 'log', sink: unit });
}

/** Words of a line of the unit with its environment filled in; none for no line. */
function commandOf(node: Node, file: UnitFile, line: string | undefined): string[] {
  const root = rootOf(node, node.hostRoot);
  const env: Record<string, string> = { ...file.environment };
  for (const entry of file.environmentFiles) {
    const text = readText(root, NO_DYNAMIC, entry.replace(/^-/, ''));
    if (!isFailure(text)) Object.assign(env, parseEnvironmentFile(text));
  }
  return line === undefined ? [] : expandCommand(line, env);
}

function* failed(sys: Sys, name: string, file: UnitFile, status: number, result = 'exit-code'): Step<void> {
  yield* mark(
    sys,
    name,
    { state: 'failed', subState: 'failed', mainPid: 0, result, exitStatus: status },
    `Failed to start ${file.description}.`,
  );
  yield* mark(sys, name, {}, `Unit ${name} entered failed state.`);
  yield* mark(sys, name, {}, `${name} failed.`);
}

function* stopUnit(sys: Sys, name: string): Step<void> {
  const plan = yield* sys.change((world) => {
    const unit = loadUnit(here(world, sys), name);
    return unit && unit.state !== 'inactive' && unit.state !== 'failed'
      ? stopPlan(here(world, sys), unit)
      : undefined;
  });
  if (!plan) return;
  yield* mark(
    sys,
    name,
    { state: 'deactivating', subState: 'stop-sigterm' },
    `Stopping ${plan.description}...`,
  );
  const deadline = sys.now() + TIMEOUT;
  if (plan.argv.length > 0) {
    const pid = yield* sys.spawn({ argv: plan.argv, group: 0, env: { ...plan.environment } });
    while (!isFailure(pid) && (yield* alive(sys, pid))) yield* sys.await(`pid ${pid}`, { deadline });
  }
  if (plan.pid > 0) {
    yield* sys.kill(plan.pid, 'SIGTERM');
    while (yield* alive(sys, plan.pid)) {
      const woken = yield* sys.await(`unit ${name}`, { deadline });
      if (isFailure(woken) && woken.errno === 'EAGAIN') yield* sys.kill(plan.pid, 'SIGKILL');
    }
  }
  yield* mark(
    sys,
    name,
    { state: 'inactive', subState: 'dead', mainPid: 0, result: 'success', exitStatus: 0 },
    `Stopped ${plan.description}.`,
  );
}

/** What stopping a unit takes: its main process, and the command that undoes what it did. */
function stopPlan(node: Node, unit: SystemdUnit) {
  const file = parseUnitFile(unit.loaded);
  return {
    pid: unit.mainPid,
    description: file.description,
    argv: commandOf(node, file, file.execStop.at(-1)),
    environment: file.environment,
  };
}

function* alive(sys: Sys, pid: number): Step<boolean> {
  return yield* sys.change((world) => {
    const process = here(world, sys).processes.get(pid);
    return process !== undefined && process.state !== 'zombie';
  });
}

function* reloadUnit(sys: Sys, name: string): Step<UnitAnswer> {
  const plan = yield* sys.change((world) => {
    const unit = loadUnit(here(world, sys), name);
    const file = unit && parseUnitFile(unit.loaded);
    return { pid: unit?.state === 'active' ? unit.mainPid : 0, can: (file?.execReload.length ?? 0) > 0 };
  });
  if (!plan.can) return { ok: false, error: 'no-reload' };
  if (plan.pid === 0) return { ok: false, error: 'failed' };
  yield* sys.kill(plan.pid, 'SIGHUP');
  return { ok: true };
}

/** READY=1 from a service. */
function* notify(sys: Sys): Step<unknown> {
  const request = yield* sys.serve(NOTIFY_SERVICE);
  if (!isFailure(request)) {
    const name = yield* sys.change((world) => {
      const node = here(world, sys);
      const unit = node.processes.get(request.from.pid)?.unit;
      const known = unit === undefined ? undefined : node.units.get(unit);
      if (known) Object.assign(known, { state: 'active', subState: 'running', since: world.now });
      return unit;
    });
    yield* sys.reply(NOTIFY_SERVICE, request.id, true);
    if (name) yield* sys.notify(`unit ${name}`);
  }
  return yield* sys.again(undefined);
}

const EXITED: Partial<SystemdUnit> = {
  state: 'active',
  subState: 'exited',
  result: 'success',
  exitStatus: 0,
};
const DEAD: Partial<SystemdUnit> = { state: 'inactive', subState: 'dead', result: 'success', exitStatus: 0 };

/** Reaps children; a service's main process that ends changes its unit, and may be started again. */
function* children(sys: Sys): Step<unknown> {
  const ended = yield* sys.wait();
  if (isFailure(ended)) {
    yield* sys.sleep(100_000);
    return yield* sys.again(undefined);
  }
  const fate = yield* sys.change((world) => {
    const node = here(world, sys);
    for (const unit of node.units.values()) {
      if (unit.mainPid !== ended.pid) continue;
      const file = parseUnitFile(unit.loaded);
      if (unit.state === 'deactivating') return { name: unit.name, restart: false, file };
      const clean = ended.signal === undefined && ended.status === 0;
      const wasStarting = unit.state === 'activating';
      if (clean && file.type === 'oneshot') {
        Object.assign(unit, file.remainAfterExit ? EXITED : DEAD, { mainPid: 0, since: world.now });
        return { name: unit.name, restart: false, file };
      }
      writeJournal(world, node, {
        identifier: 'systemd',
        pid: 1,
        unit: unit.name,
        message: ended.signal
          ? `${unit.name}: main process exited, code=killed, status=${ended.status - 128}/${ended.signal.slice(3)}`
          : `${unit.name}: main process exited, code=exited, status=${ended.status}${clean ? '/SUCCESS' : '/FAILURE'}`,
      });
      Object.assign(unit, {
        state: clean ? 'inactive' : 'failed',
        subState: clean ? 'dead' : 'failed',
        mainPid: 0,
        since: world.now,
        result: clean ? 'success' : ended.signal ? 'signal' : 'exit-code',
        exitStatus: ended.status,
      });
      if (!clean) {
        if (wasStarting)
          writeJournal(world, node, {
            identifier: 'systemd',
            pid: 1,
            unit: unit.name,
            message: `Failed to start ${file.description}.`,
          });
        for (const message of [`Unit ${unit.name} entered failed state.`, `${unit.name} failed.`])
          writeJournal(world, node, { identifier: 'systemd', pid: 1, unit: unit.name, message });
      }
      const wanted =
        file.restart === 'always' ||
        (file.restart === 'on-failure' && !clean) ||
        (file.restart === 'on-abnormal' && ended.signal !== undefined);
      unit.restarts++;
      // StartLimitBurst: five starts in ten seconds and systemd gives up.
      return { name: unit.name, restart: wanted && unit.restarts < 5, file };
    }
    return undefined;
  });
  yield* sys.notify(`pid ${ended.pid}`);
  if (fate) {
    yield* sys.notify(`unit ${fate.name}`);
    if (fate.restart) yield* sys.thread('again', { name: fate.name, delay: fate.file.restartDelay });
  }
  return yield* sys.again(undefined);
}

function* startAgain(sys: Sys, request: { name: string; delay: number }): Step<unknown> {
  yield* sys.sleep(request.delay);
  yield* startUnit(sys, request.name);
  return undefined;
}

/** Routines of pid 1. */
export const SYSTEMD: Readonly<Record<string, Routine>> = {
  main,
  jobs,
  job: job as Routine,
  notify,
  children,
  again: startAgain as Routine,
};
