// Runs in a worker of its own: the conformance kit on one runtime, which `client.ts` starts and stops.
import { expose } from 'comlink';
import { kit } from './kit.ts';

expose(kit);
