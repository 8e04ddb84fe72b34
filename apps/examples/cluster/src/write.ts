// Writes the networks and their photos into a folder: NAME/model and NAME/photos.
import { writeNetworks } from './networks.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder to write to.');
await writeNetworks(folder);
