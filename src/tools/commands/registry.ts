import type { ImageProfile } from '../../model/state/index.ts';
import { daemonPrograms } from '../../machine/daemons/index.ts';
import { dockerPrograms } from '../../machine/docker/index.ts';
import type { ProgramEntry, ProgramTable } from '../../machine/os/index.ts';
import { dockerCommands } from './docker/index.ts';
import { netCommands } from './net/index.ts';
import { shellPrograms } from './shell/index.ts';
import type { CommandSpec } from './spec.ts';
import { systemCommands } from './system/index.ts';
import { textTools } from './text/tools.ts';
import { trafficCommands } from './traffic/index.ts';
import { unmodelledAdministration, unmodelledPrograms } from './unmodelled-tools.ts';

/** Every command a person can type, but the shell's builtins. */
export const commandSpecs: readonly CommandSpec[] = [
  ...dockerCommands,
  ...netCommands,
  ...systemCommands,
  ...textTools,
  ...trafficCommands,
];

/** Programs the distributions keep in /usr/sbin. */
const ADMINISTRATION = new Set([
  ...'arp arping brctl bridge conntrack dhclient dmesg ethtool ifconfig ip iptables iptables-restore iptables-save nstat reboot route ss sshd sysctl tcpdump'.split(
    ' ',
  ),
  ...unmodelledAdministration,
]);

/** Directories that hold programs, as links make them: /bin is /usr/bin. */
const DIRECTORIES: Readonly<Record<string, 'user' | 'administration'>> = {
  '/bin': 'user',
  '/usr/bin': 'user',
  '/sbin': 'administration',
  '/usr/sbin': 'administration',
};

interface Listed extends ProgramEntry {
  profiles?: readonly ImageProfile[];
}

function entries(): Map<string, Listed> {
  const table = new Map<string, Listed>();
  for (const entry of [...daemonPrograms, ...dockerPrograms, ...shellPrograms])
    table.set(entry.name, { ...entry });
  for (const spec of commandSpecs)
    for (const name of [spec.name, ...(spec.aliases ?? [])]) {
      const known = table.get(name);
      table.set(name, { ...known, name, profiles: spec.profiles, program: spec.run });
    }
  for (const entry of unmodelledPrograms()) if (!table.has(entry.name)) table.set(entry.name, entry);
  return table;
}

/** The program table of every machine: commands, daemons and the shell, by name and image. */
export function createProgramTable(): ProgramTable {
  const table = entries();
  const has = (entry: Listed, profile: ImageProfile) =>
    entry.profiles === undefined || entry.profiles.includes(profile);
  const listings = new Map<string, readonly string[]>();
  return {
    find(name, profile) {
      const entry = table.get(name);
      return entry && has(entry, profile) ? entry : undefined;
    },
    names(profile, directory) {
      const kind = DIRECTORIES[directory];
      // Containers of the etcd image keep their one program where its documentation says.
      if (directory === '/usr/local/bin') return profile === 'etcd' ? ['etcd', 'etcdctl'] : [];
      if (!kind) return [];
      const key = `${profile} ${kind}`;
      let names = listings.get(key);
      if (!names) {
        names = [...table.values()]
          .filter(
            (entry) => has(entry, profile) && ADMINISTRATION.has(entry.name) === (kind === 'administration'),
          )
          .map((entry) => entry.name)
          .sort();
        listings.set(key, names);
      }
      return names;
    },
  };
}
