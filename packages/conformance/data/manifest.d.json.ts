// The type of the manifest that the build writes beside this file, so that sources can be checked before it is there.
import type { Manifest } from '../src/manifest.ts';

declare const manifest: Manifest;
export default manifest;
