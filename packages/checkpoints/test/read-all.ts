// Opens the checkpoint whose path is given, reads its tensors one by one, and prints by how much that made the process grow.
import { openCheckpoint } from '../src/index.ts';
import { fileSource } from '../src/node.ts';

const before = process.memoryUsage().rss;
const file = await fileSource(process.argv[2]!);
const { tensors } = await openCheckpoint(file);
let elements = 0;
for (const tensor of tensors.values()) elements += (await tensor.read()).length;
await file.close();
console.log(JSON.stringify({ elements, growth: process.resourceUsage().maxRSS * 1024 - before }));
