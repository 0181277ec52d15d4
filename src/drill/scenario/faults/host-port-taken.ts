import type { Process } from '../../../model/state/index.ts';
import { install, rootOf } from '../../../machine/os/index.ts';
import { type Lab, nodeNamed, runOn } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';
import { containerOf, mustHave, publishedContainers } from './published.ts';

const UNIT = 'collector.service';
const UNIT_FILE = `/etc/systemd/system/${UNIT}`;

/** Runs before the engine, so that it has the port first after every boot too. */
const unitText = (port: number) => `[Unit]
Description=Collector of measurements
After=network.service
Before=docker.service

[Service]
ExecStart=/usr/bin/tcp-sink 0.0.0.0 ${port}

[Install]
WantedBy=multi-user.target
`;

function collector(lab: Lab, site: readonly string[]): Process | undefined {
  const node = nodeNamed(lab, nodeOfPlace(site[0]));
  return [...node.processes.values()].find((process) => process.unit === UNIT && process.state !== 'zombie');
}

/** A program of the host has the port that the container publishes: the container cannot start (docker-lab s03). */
export const hostPortTaken: Fault = {
  id: 'host-port-taken',
  layer: 'host',
  title: { en: "a program of the host has the container's port", zh: '主机上的程序占用了容器的端口' },
  explanation: {
    en: 'The engine opens the published port on the host when it starts the container. Another program has it, so the start fails and the container stays down.',
    zh: '引擎启动容器时要在主机上打开发布的端口。另一个程序占用了它，启动失败，容器一直没有运行。',
  },
  detected: {
    en: `The unit \`${UNIT}\` of the host runs on the port that the container publishes.`,
    zh: `主机的单元 \`${UNIT}\` 正在运行，占用了容器要发布的端口。`,
  },
  repaired: {
    en: 'The unit is stopped and disabled; `docker start` of the container.',
    zh: '停止并禁用该单元，再用 `docker start` 启动容器。',
  },
  sites: (lab) =>
    publishedContainers(lab).map(({ node, container }) => [`${node.name}/${container.name}/app`]),
  inject(lab, site) {
    const { node, container } = mustHave(lab, site);
    const port = container.request.publish[0]?.hostPort ?? 0;
    install(lab.sim.world, rootOf(node, node.hostRoot), UNIT_FILE, unitText(port));
    runOn(
      lab,
      node,
      `docker stop -t 1 ${container.name} >/dev/null; systemctl daemon-reload; systemctl enable ${UNIT}; systemctl start ${UNIT}`,
    );
  },
  detect(lab, site) {
    const taken = collector(lab, site)?.argv.at(-1);
    return (
      containerOf(lab, site)?.container.request.publish.some(({ hostPort }) => String(hostPort) === taken) ??
      false
    );
  },
  repair(lab, site) {
    const { node, container } = mustHave(lab, site);
    runOn(
      lab,
      node,
      `systemctl disable ${UNIT}; systemctl stop ${UNIT}; rm -f ${UNIT_FILE}; systemctl daemon-reload; docker start ${container.name} >/dev/null 2>&1 || true`,
    );
  },
};
