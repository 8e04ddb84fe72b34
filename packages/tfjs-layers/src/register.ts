import { registerLayers } from './layers.ts';

registerLayers();
