import type { KernelRelease } from '../../model/state/index.ts';

interface KernelBuild {
  /** What uname(2) calls the version. */
  version: string;
  /** Who compiled it with what, as /proc/version shows. */
  compiled?: string;
}

/**
 * Builds as people published them: `uname -a` and /proc/version of CentOS 7.4, 7.5 and 7.9, and of elrepo's 4.20.13 (public notes
 * on installing Docker and on upgrading kernels). Of other releases, elrepo's 4.18.0 among them, no such line was found.
 */
const BUILDS: Readonly<Record<KernelRelease, KernelBuild>> = {
  '3.10.0-693.el7.x86_64': { version: '#1 SMP Tue Aug 22 21:09:27 UTC 2017' },
  '3.10.0-862.el7.x86_64': {
    version: '#1 SMP Fri Apr 20 16:44:24 UTC 2018',
    compiled: '(builder@kbuilder.dev.centos.org) (gcc version 4.8.5 20150623 (Red Hat 4.8.5-28) (GCC) )',
  },
  '3.10.0-1160.el7.x86_64': { version: '#1 SMP Mon Oct 19 16:18:59 UTC 2020' },
  '4.20.13-1.el7.elrepo.x86_64': { version: '#1 SMP Wed Feb 27 10:02:05 EST 2019' },
};

/** What uname(2) calls the version; without a known build only that it is an SMP one. */
export function kernelVersion(release: KernelRelease): string {
  return BUILDS[release]?.version ?? '#1 SMP';
}

/** The first line of the kernel's log and of /proc/version, as far as the build is known. */
export function kernelBanner(release: KernelRelease): string {
  const build = BUILDS[release];
  const known = build?.compiled === undefined ? '' : ` ${build.compiled} ${build.version}`;
  return `Linux version ${release}${known}`;
}
