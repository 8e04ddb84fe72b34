import { readFileSync } from 'node:fs';
import { testReadme } from '@involution/readme';
import { expect, it } from 'vitest';

const readme = new URL('../README.md', import.meta.url);

testReadme(readme);

it('shows the recipe that the fixture script runs', () => {
  const script = readFileSync(new URL('../../../tooling/fixtures/onnx_recipe.py', import.meta.url), 'utf8');
  const recipe = /# recipe begins\n(.*)\n# recipe ends/s.exec(script)![1];
  const [, shown] = /```python\n(.*?)\n```/s.exec(readFileSync(readme, 'utf8'))!;
  expect(shown).toBe(recipe);
});
