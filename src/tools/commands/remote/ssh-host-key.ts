import type { Step } from '../../../lib/index.ts';
import { isFailure } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';

const KNOWN_HOSTS = '/root/.ssh/known_hosts';

interface Question {
  host: string;
  address: string;
  /** Fingerprint of the key the server showed. */
  key: string;
  strict: string;
  batch: boolean;
  quiet: boolean;
}

/**
 * Whether the server is who it was before: its key is the one known of this host, or the person says that it is right, or
 * `StrictHostKeyChecking=no`. The words are those of OpenSSH 7.4 (sshconnect.c, `check_host_key`).
 */
export function* trustHost(sys: Sys, question: Question): Step<boolean> {
  const { host, address, key, strict, batch, quiet } = question;
  const file = yield* sys.readFile(KNOWN_HOSTS);
  const lines = (isFailure(file) ? '' : file).split('\n').filter(Boolean);
  const known = lines.map((line) => line.split(' ')).filter(([names]) => names?.split(',').includes(host));
  if (known.some(([, , fingerprint]) => fingerprint === key)) return true;
  if (known.length > 0) {
    yield* sys.write(
      2,
      changed(host, key, lines.findIndex((line) => line.split(' ')[0]?.split(',').includes(host)) + 1),
    );
    return false;
  }
  if (strict === 'yes') {
    yield* sys.write(
      2,
      `No ECDSA host key is known for ${host} and you have requested strict checking.\nHost key verification failed.\n`,
    );
    return false;
  }
  if (strict !== 'no') {
    const tty = batch ? null : yield* sys.open('/dev/tty', 'read');
    if (tty === null || isFailure(tty)) {
      yield* sys.write(2, 'Host key verification failed.\n');
      return false;
    }
    const agreed = yield* ask(sys, tty, question);
    yield* sys.close(tty);
    if (!agreed) {
      yield* sys.write(2, 'Host key verification failed.\n');
      return false;
    }
  }
  yield* sys.writeFile(
    KNOWN_HOSTS,
    `${host}${host === address ? '' : `,${address}`} ecdsa-sha2-nistp256 ${key}\n`,
    {
      append: true,
    },
  );
  if (!quiet) {
    const names = host === address ? `'${host}'` : `'${host},${address}'`;
    yield* sys.write(2, `Warning: Permanently added ${names} (ECDSA) to the list of known hosts.\n`);
  }
  return true;
}

function* ask(sys: Sys, tty: number, { host, address, key }: Question): Step<boolean> {
  yield* sys.write(
    2,
    `The authenticity of host '${host} (${address})' can't be established.\nECDSA key fingerprint is ${key}.\nAre you sure you want to continue connecting (yes/no)? `,
  );
  for (;;) {
    const answer = yield* sys.read(tty, { until: '\n' });
    if (isFailure(answer) || answer === '') return false;
    if (/^yes$/i.test(answer.trim())) return true;
    if (/^(no)?$/i.test(answer.trim())) return false;
    yield* sys.write(2, "Please type 'yes' or 'no': ");
  }
}

function changed(host: string, key: string, line: number): string {
  const rule = '@'.repeat(59);
  return `${rule}
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
${rule}
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
Someone could be eavesdropping on you right now (man-in-the-middle attack)!
It is also possible that a host key has just been changed.
The fingerprint for the ECDSA key sent by the remote host is
${key}.
Please contact your system administrator.
Add correct host key in ${KNOWN_HOSTS} to get rid of this message.
Offending ECDSA key in ${KNOWN_HOSTS}:${line}
ECDSA host key for ${host} has changed and you have requested strict checking.
Host key verification failed.
`;
}
