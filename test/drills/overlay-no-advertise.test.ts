import { holdTwin } from './twin.ts';

holdTwin('overlay-no-advertise');
