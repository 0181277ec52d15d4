import { closeSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import packageJson from '../../../../package.json' with { type: 'json' };
import { type Journey, type JourneyFrame, placeText } from '../../../drill/scenario/index.ts';
import type { World } from '../../../model/state/index.ts';
import { encodeFrame, encodePcapng } from '../../../model/wire/index.ts';
import { CaptureContext } from '../../../tools/commands/index.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The frames of a journey as pcapng: each once per device that it passed, in order of time, with one interface for every device. A packet
 * that got nowhere leaves the interfaces without frames.
 */
export function journeyCapture(
  world: World,
  journey: Journey,
  frames: readonly JourneyFrame[],
  comment: string,
): Uint8Array {
  const names = new Set([...frames, ...journey.hops.filter((hop) => hop.device !== '')].map(placeText));
  if (names.size === 0) names.add(placeText({ ...journey.at, device: 'any' }));
  const interfaces = [...names];
  const context = new CaptureContext(world);
  // One packet, whose octets do not change with the place where it is seen.
  context.at = frames[0]?.at ?? 0;
  return encodePcapng({
    application: `netdrill ${packageJson.version}`,
    comment,
    interfaces,
    packets: frames.map((seen) => ({
      at: world.epoch + seen.at,
      interface: interfaces.indexOf(placeText(seen)),
      outgoing: seen.outgoing,
      octets: encodeFrame(seen.frame, context),
    })),
  });
}

/** Writes a capture file whole or not at all: what stood there before stays when it fails. `UsageError` says what to do about it. */
export function writeCapture(file: string, octets: Uint8Array): void {
  if (file === '' || file === '-')
    throw new UsageError(`netdrill trace: --pcap wants the name of a file, not '${file}'`);
  try {
    const there = statSync(file, { throwIfNoEntry: false });
    // A device or a pipe is written to, not replaced.
    if (there && !there.isFile()) writeFileSync(file, octets);
    else replace(there ? realpathSync(file) : file, octets);
  } catch (error) {
    throw new UsageError(
      `netdrill trace: cannot write '${file}': ${remedy(file, error as NodeJS.ErrnoException)}`,
    );
  }
}

function replace(file: string, octets: Uint8Array): void {
  const draft = `${file}.${process.pid}.new`;
  const descriptor = openSync(draft, 'w');
  try {
    try {
      writeFileSync(descriptor, octets);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function remedy(file: string, { code, message }: NodeJS.ErrnoException): string {
  const folder = dirname(file);
  switch (code) {
    case 'ENOENT':
      if (file.endsWith('/')) return `it names no file; add a name, such as '${file}journey.pcapng'`;
      return `there is no folder '${folder}'; make it first (mkdir -p '${folder}') or name another file`;
    case 'ENOTDIR':
      return `'${folder}' is no folder; name a file in one`;
    case 'EISDIR':
      return `it is a folder; name a file in it, such as '${file.replace(/\/+$/, '')}/journey.pcapng'`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `no permission to write in '${folder}'; name a file in a folder of your own`;
    case 'ENOSPC':
    case 'EDQUOT':
      return 'no space is left there, and nothing was kept; make room or name a file on another disk';
    default:
      return `${message}; name another file`;
  }
}
