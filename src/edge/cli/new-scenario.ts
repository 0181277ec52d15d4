/** What `netdrill new scenario` writes: a drill on the two hosts with an overlay, complete but for three texts marked TODO. */
export function newScenario(id: string): Record<string, string> {
  return { 'scenario.yaml': scenario(id), 'solve.session': SOLVE, 'wrong.session': WRONG };
}

const scenario = (
  id: string,
) => `# A drill: what each field means is in docs/authoring.md; 'netdrill lint ${id}' says what is left to do.
formatVersion: 1
kind: drill
id: ${id}
# The network is that of another scenario: 'netdrill list' names them.
base: overlay-lab
title:
  en: Big or small, nothing arrives
  zh: 大包小包都到不了
summary:
  en: A container cannot reach a container on the other host.
  zh: 一个容器访问不到另一台主机上的容器。
start: '2018-07-22T09:31:05.000+08:00'
history: 40m
drill:
  family: ${id}
  twin: 0
  level: 2
  topics: [overlay]
  from: { en: the application team, zh: 应用团队 }
  # EDIT 1: what the people saw, not why. Every cause for which it is true becomes a rival.
  ticket:
    en: 'TODO: over-128 cannot reach over-130, say since when and what changed.'
    zh: 'TODO：over-128 访问不到 over-130，从什么时候开始，之前改过什么。'
  # The cause: mechanisms and places are listed by 'netdrill catalogue overlay-lab'.
  fault: { mechanism: vxlan-port-blocked, at: host130/firewall }
  settle: 2m
  # What the ticket says, as commands: the gate runs them.
  claims:
    - { from: over-128, command: ping -c 4 10.0.0.3, fails: true }
  # What must work again.
  probes:
    - { from: over-128, command: ping -c 3 10.0.0.3, expect: works }
    - { from: over-130, command: ping -c 3 10.0.0.2, expect: works }
  rivals: []
  # What people try, and what must not pass for a repair.
  wrongFixes:
    - { on: [host128, host130], run: iptables -F }
    - { on: [host128, host130], run: systemctl restart docker }
  # EDIT 2: where to look, where to look next, what to compare. Only the last may come near the cause.
  hints:
    - { en: 'TODO: where to look', zh: 'TODO：看哪里' }
    - { en: 'TODO: where to look next', zh: 'TODO：再看哪里' }
    - { en: 'TODO: what to compare', zh: 'TODO：比较什么' }
  # EDIT 3: why it was so, and how one could have seen it.
  debrief:
    en: 'TODO: why the packets did not arrive'
    zh: 'TODO：报文为什么没有到达'
  sources:
    - { en: 'RFC 7348 (VXLAN), section 5: the outer UDP destination port', zh: 'RFC 7348（VXLAN）第 5 节：外层 UDP 目的端口' }
`;

const SOLVE = `# The short way. It has to earn 95; 'diagnose' fills in the form, 'submit' hands it in.
on over-128
$ ping -c 4 10.0.0.3
$ ip neigh
on host130
$ iptables -nvL INPUT
diagnose host130/firewall vxlan-port-blocked evidence 1,2,3
$ iptables -D INPUT -p udp -m udp --dport 4789 -j DROP
on over-128
$ ping -c 3 10.0.0.3
submit
`;

const WRONG = `# A tempting way: five looks at least, then the wrong cause. It has to stay below 40, and one of its commands has to contradict it.
on over-128
$ ping -c 4 10.0.0.3
$ ip neigh
on host128
$ docker info | grep -i cluster
$ ss -lntu
$ docker ps
diagnose host128/dockerd cluster-advertise-missing evidence 1,2,4
submit
`;
