import { describe, expect, it } from 'vitest';
import { buildDrill } from '../../../src/drill/scenario/index.ts';
import { Session } from '../../../src/drill/session/index.ts';
import { bar, busyboxProgress, dots } from '../../../src/tools/commands/traffic/wget-words.ts';
import { bundled, parts } from '../../drills/labs.ts';

const scenario = bundled('names-lab');

function run(place: string, line: string): { out: string; status: number | undefined } {
  const session = new Session(buildDrill(scenario, parts), scenario);
  const id = session.open(place);
  session.submit(id, line);
  session.settle(id);
  const [command] = session.commands;
  return { out: command.stdout + command.stderr, status: command.status };
}

describe('wget', () => {
  it('draws the bar of 1.21 and the one of busybox as recorded, and the rows of dots', () => {
    expect(bar('index.html', 6, 0.0001, 80, false)).toBe(
      'index.html          100%[===================>]       6  --.-KB/s    in 0s      \n',
    );
    expect(bar('bigfile', 307_200, 0.001, 100, false)).toBe(
      'bigfile                  100%[==================================>] 300.00K  --.-KB/s    in 0.001s  \n',
    );
    expect(bar('index.html', 612, 0, 80, true)).toBe(
      '100%[======================================>] 612         --.-K/s   in 0s      \n',
    );
    expect(busyboxProgress('b1', 307_200, 80)).toBe(
      'b1                   100% |********************************|  300k  0:00:00 ETA\n',
    );
    const rows = dots(307_200, 0.001, false).split('\n');
    expect(rows[0]).toBe('     0K .......... .......... .......... .......... .......... 16%  293M 0s');
    expect(rows[6]).toBe('   300K                                                       100% 0.00 =0.001s');
  });

  it('says in the words of 1.14 what came of it', () => {
    expect(run('dock1', 'wget -O page http://172.18.0.2:81/')).toEqual({
      out: expect.stringMatching(
        /^--2018-07-22 \d\d:\d\d:\d\d-- {2}http:\/\/172\.18\.0\.2:81\/\nConnecting to 172\.18\.0\.2:81\.\.\. failed: Connection refused\.\n$/,
      ),
      status: 4,
    });
    expect(run('dock1', 'wget http://nosuch.example/').out).toContain(
      'Resolving nosuch.example (nosuch.example)... failed: Name or service not known.\nwget: unable to resolve host address ‘nosuch.example’\n',
    );
    expect(run('dock1', 'wget -qO- 172.18.0.2').out).toBe('Welcome to nginx!\n');
  });

  it('tries again after a silence, and gives up', () => {
    const { out, status } = run(
      'dock1',
      'iptables -A OUTPUT -p tcp --dport 80 -j DROP; wget -T 1 -t 2 172.18.0.2',
    );
    expect(out).toMatch(
      /failed: Connection timed out\.\nRetrying\.\n\n--.*-- {2}\(try: 2\) {2}http:\/\/172\.18\.0\.2\/\n/,
    );
    expect(out).toMatch(/failed: Connection timed out\.\nGiving up\.\n\n$/);
    expect(status).toBe(4);
  });

  it('keeps what is there: GNU by a number, busybox by refusing', () => {
    expect(run('dock1', 'wget -q 172.18.0.2; wget -q 172.18.0.2; ls').out).toContain('index.html.1');
    expect(run('cart', 'cd /tmp; wget -q api; wget -q api').out).toContain(
      "wget: can't open 'index.html': File exists\n",
    );
  });
});

describe('telnet', () => {
  it('of each image has its own words', () => {
    expect(run('dock1', 'telnet 172.18.0.2 81')).toEqual({
      out: 'Trying 172.18.0.2...\ntelnet: connect to address 172.18.0.2: Connection refused\n',
      status: 1,
    });
    expect(run('dock1', 'telnet nosuch 80').out).toBe(
      'telnet: nosuch: Name or service not known\nnosuch: Unknown host\n',
    );
    expect(run('cart', 'telnet 172.18.0.2 81').out).toBe(
      "telnet: can't connect to remote host (172.18.0.2): Connection refused\n",
    );
  });

  it('carries what is typed, with lines as a network terminal ends them', () => {
    const { out, status } = run('dock1', "printf 'GET / HTTP/1.0\\n\\n' | telnet 172.18.0.2 http");
    expect(out).toContain("Connected to 172.18.0.2.\nEscape character is '^]'.\nHTTP/1.1 200 OK\r\n");
    expect(out).toMatch(/Welcome to nginx!\n[\s\S]*Connection closed by foreign host\.\n$/);
    expect(status).toBe(1);
  });
});

describe('host', () => {
  it('answers in one line', () => {
    expect(run('dock1', 'host www.example.com').out).toBe('www.example.com has address 203.0.113.10\n');
    expect(run('dock1', 'host nosuch.example')).toEqual({
      out: 'Host nosuch.example not found: 3(NXDOMAIN)\n',
      status: 1,
    });
    expect(run('dock1', 'host 203.0.113.10').out).toBe(
      '10.113.0.203.in-addr.arpa domain name pointer www.example.com.\n',
    );
    expect(run('dock1', 'host -t AAAA www.example.com').out).toBe('www.example.com has no AAAA record\n');
    expect(run('dock1', 'host www.example.com 192.168.91.2').out).toContain(
      'Using domain server:\nName: 192.168.91.2\nAddress: 192.168.91.2#53\nAliases: \n\nwww.',
    );
    expect(run('dock1', 'host -W 1 x 192.168.91.77').out).toBe(
      ';; connection timed out; no servers could be reached\n',
    );
  });

  it('is not in busybox images', () => {
    expect(run('cart', 'host x')).toEqual({ out: 'bash: host: command not found\n', status: 127 });
  });
});
