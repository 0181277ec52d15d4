import { holdTwin } from './twin.ts';

holdTwin('overlay-old-kernel');
