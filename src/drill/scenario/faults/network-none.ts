import { wrongNetworkMode } from './network-mode.ts';

/** Created with `--network none`: no interface but loopback, and its `-p` was dropped without a word (docker-lab s04). */
export const networkNone = wrongNetworkMode('none', {
  id: 'network-none',
  title: { en: 'the container was created with --network none', zh: '容器是用 --network none 创建的' },
  explanation: {
    en: 'A container on the network none has loopback and nothing else. The engine takes -p for it and discards it without a warning.',
    zh: 'none 网络上的容器只有回环接口。引擎接受它的 -p，却不加提示地丢弃。',
  },
});
