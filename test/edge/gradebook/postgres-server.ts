import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of PostgreSQL's programs: as Debian's package lays them, newest first, or where the path has them. */
function programs(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return folders.find((folder) =>
    ['initdb', 'postgres', 'pg_ctl'].every((name) => existsSync(join(folder, name))),
  );
}

/** PostgreSQL refuses to run as root; then it is nobody's. */
function owner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

const bin = programs();
/** Why there is no PostgreSQL to test with; undefined where there is. */
export const noPostgres = bin ? undefined : 'no PostgreSQL: install it (Debian: postgresql)';

/** A PostgreSQL server of a test: in a temporary folder, on a socket there and no network, as a user without rights. */
export class PostgresServer {
  // Not in TMPDIR: a socket's path has 107 octets at most, and the server's user has to reach it.
  private readonly folder = mkdtempSync('/tmp/netdrill-pg-');
  private readonly as = owner();
  private databases = 0;

  constructor() {
    if (this.as) chownSync(this.folder, this.as.uid, this.as.gid);
    this.run(
      'initdb',
      '-D',
      this.data,
      '-U',
      'teacher',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--locale=C',
      '--no-sync',
    );
    this.start();
  }

  private get data(): string {
    return join(this.folder, 'data');
  }

  private run(program: string, ...args: string[]): void {
    // The server keeps what it inherits open: a pipe would never end.
    execFileSync(join(bin ?? '', program), args, { cwd: this.folder, stdio: 'ignore', ...this.as });
  }

  start(): void {
    // What a killed server loses does not depend on the disk, only what a power cut takes does.
    const options = `-c fsync=off -c listen_addresses='' -c unix_socket_directories='${this.folder}' -c max_connections=60`;
    this.run('pg_ctl', '-D', this.data, '-w', '-l', join(this.folder, 'log'), '-o', options, 'start');
  }

  /** `immediate` is what a crash is: connections break, and the next start recovers from the log. */
  stop(mode: 'fast' | 'immediate' = 'fast'): void {
    this.run('pg_ctl', '-D', this.data, '-w', '-m', mode, 'stop');
  }

  /** The address of an empty database. */
  database(encoding = 'UTF8'): string {
    const name = `class${++this.databases}`;
    this.run('createdb', '-h', this.folder, '-U', 'teacher', '-E', encoding, '-T', 'template0', name);
    return this.address(name);
  }

  address(database: string, user = 'teacher'): string {
    return `postgres://${user}@localhost/${database}?host=${encodeURIComponent(this.folder)}`;
  }

  /** Stops it and removes what it had. */
  remove(): void {
    if (existsSync(join(this.data, 'postmaster.pid'))) this.stop('immediate');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
