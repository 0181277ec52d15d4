import { holdTwin } from './twin.ts';

holdTwin('overlay-same-hostname');
