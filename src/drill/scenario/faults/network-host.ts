import { wrongNetworkMode } from './network-mode.ts';

/** Created with `--network host`: it serves on the host's own port, and its `-p` was discarded with a warning (docker-lab s04). */
export const networkHost = wrongNetworkMode('host', {
  id: 'network-host',
  title: { en: 'the container was created with --network host', zh: '容器是用 --network host 创建的' },
  explanation: {
    en: "A container on the network host has no network of its own: its application listens on the host's port itself. There is nothing to publish, and -p is discarded with a warning that scrolls by.",
    zh: 'host 网络上的容器没有自己的网络：应用直接监听主机的端口。没有什么可发布的，-p 被丢弃，只留下一行一闪而过的警告。',
  },
});
