import type { ImageProfile } from '../../model/state/index.ts';
import type { ProgramEntry } from '../../machine/os/index.ts';
import { NOT_MODELLED } from './spec.ts';

/**
 * Programs that people type at these machines and that the images really hold, without a model: they are found, and say so.
 * A name that is on no list is not installed, and the shell says that.
 */
const USER: Readonly<Record<ImageProfile, string>> = {
  // The base system of CentOS 7: coreutils, procps-ng, util-linux, systemd, kmod, openssh-clients, NetworkManager, and what
  // comes with Docker 18.06.
  centos7:
    'crontab df docker-containerd docker-containerd-ctr docker-runc file free getenforce gzip host hostid last localectl loginctl lsblk lscpu lsns mount nmcli passwd python python2 scp sftp ssh-keygen su systemd-analyze systemd-cgls systemd-cgtop tar timedatectl top umount unshare users vmstat w who',
  debian12:
    'df free gzip hostid last lsblk lscpu lsns loginctl mount passwd perl su systemd-analyze systemd-cgls tar timedatectl top umount unshare users vmstat w who',
  // Applets of Alpine's busybox.
  alpine: 'df free gzip hostid lsof mount passwd ping6 pidof strings su tar top traceroute6 umount who',
  etcd: 'df free gzip hostid lsof mount passwd ping6 pidof strings su tar top traceroute6 umount who',
};

/** The same in /usr/sbin. */
const ADMINISTRATION: Readonly<Record<ImageProfile, string>> = {
  centos7:
    'chkconfig depmod fdisk grub2-mkconfig halt ifdown ifup init insmod ip6tables ip6tables-restore ip6tables-save ipset modinfo ping6 pidof poweroff rmmod runlevel service setenforce sestatus tc telinit tracepath6 traceroute6 useradd usermod',
  debian12:
    'depmod fdisk halt init insmod ip6tables ip6tables-restore ip6tables-save modinfo nft poweroff rmmod service tc telinit useradd usermod',
  alpine: '',
  etcd: '',
};

/** Names that belong into /usr/sbin. */
export const unmodelledAdministration: readonly string[] = Object.values(ADMINISTRATION).flatMap((names) =>
  names.split(' ').filter(Boolean),
);

/** Entries for the program table. */
export function unmodelledPrograms(): (ProgramEntry & { profiles: ImageProfile[] })[] {
  const entries = new Map<string, ProgramEntry & { profiles: ImageProfile[] }>();
  for (const lists of [USER, ADMINISTRATION])
    for (const profile of Object.keys(lists) as ImageProfile[])
      for (const name of lists[profile].split(' ').filter(Boolean)) {
        const known = entries.get(name);
        if (known) known.profiles.push(profile);
        else entries.set(name, { name, profiles: [profile], program: refuse(name) });
      }
  return [...entries.values()];
}

function refuse(name: string): ProgramEntry['program'] {
  return function* (sys) {
    yield* sys.write(2, `netdrill: '${name}' is not modelled here\n`);
    return NOT_MODELLED;
  };
}
