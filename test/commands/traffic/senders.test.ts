import { describe, expect, it } from 'vitest';
import { play, type } from './seed-lab.ts';

/** Round-trip times differ from a recording's: their digits are hidden. */
const timeless = (text: string) => text.replace(/\d+\.\d+ ?ms/g, 'T');

describe('arping', () => {
  it('asks everybody first and then the one who answered', () => {
    const { stdout, status } = type('host130', 'arping -c 2 -w 2 -I ens38 192.168.91.128');
    // healthy.jsonl of the kernel lab.
    expect(timeless(stdout)).toBe(
      'ARPING 192.168.91.128 from 192.168.91.130 ens38\nUnicast reply from 192.168.91.128 [00:0C:29:25:E5:B2]  T\nUnicast reply from 192.168.91.128 [00:0C:29:25:E5:B2]  T\nSent 2 probes (1 broadcast(s))\nReceived 2 response(s)\n',
    );
    expect(status).toBe(0);
  });

  it('finds that nobody else has an address', () => {
    expect(type('host128', 'arping -D -c 2 -w 2 -I ens33 192.168.91.128')).toMatchObject({
      stdout:
        'ARPING 192.168.91.128 from 0.0.0.0 ens33\nSent 2 probes (2 broadcast(s))\nReceived 0 response(s)\n',
      status: 0,
    });
    expect(type('host128', 'arping -c 2 -w 2 -I ens33 192.168.91.77').status).toBe(1);
  });
});

describe('traceroute and tracepath', () => {
  it('show the way as the labs recorded it', () => {
    expect(timeless(type('host128', 'traceroute -n -m 3 -w 1 192.168.91.130').stdout)).toBe(
      'traceroute to 192.168.91.130 (192.168.91.130), 3 hops max, 60 byte packets\n 1  192.168.91.130  T  T  T\n',
    );
    expect(timeless(type('host128', 'tracepath -n -m 2 192.168.91.130').stdout)).toBe(
      ' 1?: [LOCALHOST]                      pmtu 1500\n 1:  192.168.91.130                                        T reached\n 1:  192.168.91.130                                        T reached\n     Resume: pmtu 1500 hops 1 back 1 \n',
    );
  });

  it('wait in parallel for hosts that are silent', () => {
    const [silent, after] = play('on host128\n$ traceroute -n -m 3 -w 1 192.168.91.77\n$ true\n');
    expect(silent.stdout).toBe(
      'traceroute to 192.168.91.77 (192.168.91.77), 3 hops max, 60 byte packets\n 1  * * *\n 2  * * *\n 3  * * *\n',
    );
    expect(after.started - silent.started).toBeLessThan(1_500_000);
  });
});

describe('curl and wget', () => {
  const url = 'http://192.168.91.128:2379/version';

  it('fetch a page', () => {
    expect(
      type('host130', `curl -sS -m 3 -o /dev/null -w '%{http_code}:%{size_download}\\n' ${url}`).stdout,
    ).toBe('200:44\n');
    expect(type('host130', `curl -s ${url}`).stdout).toBe(type('host130', `wget -q -O - ${url}`).stdout);
    expect(type('host130', `curl -sI ${url}`).stdout).toBe(
      'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 44\r\n\r\n',
    );
  });

  it('say why not, in the words of 7.29', () => {
    expect(type('host128', 'curl -sS http://192.168.91.130:81/')).toMatchObject({
      stderr: 'curl: (7) Failed connect to 192.168.91.130:81; Connection refused\n',
      status: 7,
    });
    expect(type('host128', 'curl -sS -m 2 http://192.168.91.77/')).toMatchObject({
      stderr: 'curl: (28) Connection timed out after 2000 milliseconds\n',
      status: 28,
    });
    expect(type('host128', 'curl -sS http://nosuchhost/')).toMatchObject({
      stderr: 'curl: (6) Could not resolve host: nosuchhost; Unknown error\n',
      status: 6,
    });
    expect(type('host128', 'curl https://192.168.91.130/').status).toBe(125);
  });
});

describe('netcat', () => {
  it('tries a port', () => {
    expect(type('host128', 'nc -zv -w 2 192.168.91.130 81').stderr).toBe(
      'Ncat: Version 7.50 ( https://nmap.org/ncat )\nNcat: Connection refused.\n',
    );
    expect(type('host130', 'nc -z 192.168.91.128 2379')).toMatchObject({ stdout: '', stderr: '', status: 0 });
  });

  it('carries a line to whoever listens', () => {
    const last = play(
      'on host128\n$ nc -l -p 5000 > /tmp/got & sleep 0.1; echo hello | nc 127.0.0.1 5000; wait; cat /tmp/got\n',
    )[0];
    expect(last.stdout).toMatch(/^hello$/m);
    const [datagram] = play(
      'on host128\n$ nc -u -l -p 5000 > /tmp/got & sleep 0.1; echo hello | nc -u -w 1 127.0.0.1 5000; cat /tmp/got; kill %1\n',
    );
    expect(datagram.stdout).toMatch(/^hello$/m);
  });
});

describe('name servers', () => {
  it('are asked by nslookup and dig', () => {
    expect(type('host128', 'nslookup www.example.com')).toMatchObject({
      stdout:
        'Server:\t\t192.168.91.2\nAddress:\t192.168.91.2#53\n\nNon-authoritative answer:\nName:\twww.example.com\nAddress: 203.0.113.10\n\n',
      status: 0,
    });
    expect(type('host128', 'nslookup nosuchhost')).toMatchObject({
      stdout:
        "Server:\t\t192.168.91.2\nAddress:\t192.168.91.2#53\n\n** server can't find nosuchhost: NXDOMAIN\n\n",
      status: 1,
    });
    expect(type('host128', 'dig +short www.example.com').stdout).toBe('203.0.113.10\n');
    expect(type('host128', 'dig www.example.com ANY').status).toBe(125);
  });
});
