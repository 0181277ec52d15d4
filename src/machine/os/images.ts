import type { FileNode, ImageProfile } from '../../model/state/index.ts';

const OS_RELEASE: Readonly<Record<ImageProfile, string>> = {
  centos7: [
    'NAME="CentOS Linux"',
    'VERSION="7 (Core)"',
    'ID="centos"',
    'ID_LIKE="rhel fedora"',
    'VERSION_ID="7"',
    'PRETTY_NAME="CentOS Linux 7 (Core)"',
    'ANSI_COLOR="0;31"',
    'CPE_NAME="cpe:/o:centos:centos:7"',
    'HOME_URL="https://www.centos.org/"',
    'BUG_REPORT_URL="https://bugs.centos.org/"',
    '',
    'CENTOS_MANTISBT_PROJECT="CentOS-7"',
    'CENTOS_MANTISBT_PROJECT_VERSION="7"',
    'REDHAT_SUPPORT_PRODUCT="centos"',
    'REDHAT_SUPPORT_PRODUCT_VERSION="7"',
    '',
    '',
  ].join('\n'),
  debian12: [
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"',
    'NAME="Debian GNU/Linux"',
    'VERSION_ID="12"',
    'VERSION="12 (bookworm)"',
    'VERSION_CODENAME=bookworm',
    'ID=debian',
    '',
  ].join('\n'),
  alpine: [
    'NAME="Alpine Linux"',
    'ID=alpine',
    'VERSION_ID=3.7.0',
    'PRETTY_NAME="Alpine Linux v3.7"',
    '',
  ].join('\n'),
  etcd: ['NAME="Alpine Linux"', 'ID=alpine', 'VERSION_ID=3.7.0', 'PRETTY_NAME="Alpine Linux v3.7"', ''].join(
    '\n',
  ),
};

/** As the package openssh-server of CentOS 7 has it, without the file of options, which is empty. */
const SSHD_UNIT = `[Unit]
Description=OpenSSH server daemon
Documentation=man:sshd(8) man:sshd_config(5)
After=network.target sshd-keygen.service
Wants=sshd-keygen.service

[Service]
Type=notify
ExecStart=/usr/sbin/sshd -D
ExecReload=/bin/kill -HUP $MAINPID
KillMode=process
Restart=on-failure
RestartSec=42s

[Install]
WantedBy=multi-user.target
`;

const DIRECTORIES = [
  '/',
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/etc/systemd',
  '/etc/systemd/system',
  '/etc/systemd/system/multi-user.target.wants',
  '/etc/sysctl.d',
  '/home',
  '/lib',
  '/mnt',
  '/opt',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/srv',
  '/sys',
  '/tmp',
  '/usr',
  '/usr/bin',
  '/usr/lib',
  '/usr/lib/systemd',
  '/usr/lib/systemd/system',
  '/usr/local',
  '/usr/local/bin',
  '/usr/sbin',
  '/var',
  '/var/lib',
  '/var/log',
  '/var/run',
  '/var/tmp',
];

const NO_SYSTEMD: readonly ImageProfile[] = ['alpine', 'etcd'];

function build(profile: ImageProfile): Map<string, FileNode> {
  const files = new Map<string, FileNode>();
  const add = (path: string, type: FileNode['type'], content: string, mode: number) =>
    files.set(path, Object.freeze({ type, content, mode, uid: 0, modified: -30 * 86_400_000_000 }));
  for (const directory of DIRECTORIES) {
    if (NO_SYSTEMD.includes(profile) && directory.includes('systemd')) continue;
    add(directory, 'directory', '', directory === '/tmp' || directory === '/var/tmp' ? 0o1777 : 0o755);
  }
  add('/etc/os-release', 'file', OS_RELEASE[profile], 0o644);
  add('/etc/hosts', 'file', hostsOf(profile), 0o644);
  add(
    '/etc/passwd',
    'file',
    'root:x:0:0:root:/root:/bin/bash\nnobody:x:99:99:Nobody:/:/sbin/nologin\n',
    0o644,
  );
  add('/etc/resolv.conf', 'file', '', 0o644);
  add('/etc/nsswitch.conf', 'file', 'hosts:      files dns\n', 0o644);
  if (profile === 'centos7') {
    add('/etc/redhat-release', 'file', 'CentOS Linux release 7.5.1804 (Core) \n', 0o644);
    add('/usr/lib/systemd/system/sshd.service', 'file', SSHD_UNIT, 0o644);
    add(
      '/etc/systemd/system/multi-user.target.wants/sshd.service',
      'symlink',
      '/usr/lib/systemd/system/sshd.service',
      0o777,
    );
    // The installer's files of network interfaces are not modelled.
    add('/etc/sysconfig', 'directory', '', 0o755);
    add('/etc/sysconfig/network', 'file', '# Created by anaconda\n', 0o644);
    add('/etc/centos-release', 'file', 'CentOS Linux release 7.5.1804 (Core) \n', 0o644);
  }
  if (profile === 'debian12') add('/etc/debian_version', 'file', '12.5\n', 0o644);
  if (profile === 'alpine' || profile === 'etcd') add('/etc/alpine-release', 'file', '3.7.0\n', 0o644);
  if (!NO_SYSTEMD.includes(profile)) add('/etc/sysctl.conf', 'file', '', 0o644);
  return files;
}

function hostsOf(profile: ImageProfile): string {
  return profile === 'centos7'
    ? '127.0.0.1   localhost localhost.localdomain localhost4 localhost4.localdomain4\n::1         localhost localhost.localdomain localhost6 localhost6.localdomain6\n'
    : '127.0.0.1\tlocalhost\n';
}

const images = new Map<ImageProfile, Map<string, FileNode>>();

function image(profile: ImageProfile): Map<string, FileNode> {
  let files = images.get(profile);
  if (!files) {
    files = build(profile);
    images.set(profile, files);
  }
  return files;
}

/** An entry that comes with the distribution. */
export function imageFile(profile: ImageProfile, path: string): FileNode | undefined {
  return image(profile).get(path);
}

export function imageChildren(profile: ImageProfile, directory: string): string[] {
  const base = directory === '/' ? '/' : `${directory}/`;
  const names: string[] = [];
  for (const path of image(profile).keys())
    if (path !== '/' && path.startsWith(base) && !path.slice(base.length).includes('/'))
      names.push(path.slice(base.length));
  return names;
}
