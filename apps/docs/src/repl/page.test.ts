// The REPL on the built site.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisedLines } from '@involution/readme/promised';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { useSite } from '../site/visit.ts';
import examples, { type Example } from './examples.data.ts';
import { megabytesOf } from './modules.ts';

const DIST = process.env.INVOLUTION_DOCS_DIST ?? fileURLToPath(new URL('../../dist', import.meta.url));
/** On a machine that does much else. */
const timeout = 120_000;

const { onPage } = useSite();

const editor = (page: Page) => page.getByRole('textbox', { name: /TypeScript/ });
const runButton = (page: Page) => page.locator('.repl button.main');

/** What the output says at the end of a run. */
async function run(page: Page): Promise<string> {
  await runButton(page).click();
  const output = page.getByRole('log');
  await output.getByText(/^(Finished|Ended|运行结束|因错误)/).waitFor({ timeout });
  return (await output.textContent())!;
}

describe.each(['', '/zh'])('%s/repl', (prefix) => {
  it('ticks what is as the comments say, and crosses out what is not', { timeout }, async () => {
    await onPage(`${prefix}/repl#core-1`, async (page) => {
      const marks = async (state: 'met' | 'unmet') => [
        await page.locator(`.output li.${state}`).count(),
        await page.locator(`.cm-content .repl-mark.${state}`).count(),
      ];
      await editor(page).waitFor();
      await run(page);
      expect([await marks('met'), await marks('unmet')]).toEqual([
        [6, 6],
        [0, 0],
      ]);

      const code = examples.load().find(({ id }) => id === 'core-1')!.code;
      await editor(page).fill(`${code.replace('// → 1,4,4,9', '// → 1,4,4,8')}\n// → never\n`);
      const text = await run(page);
      expect([await marks('met'), await marks('unmet')]).toEqual([
        [5, 5],
        [2, 2],
      ]);
      expect(text).toContain('1,4,4,8');
      expect(text).toContain('never');
    });
  });

  it('stops an endless program at once', { timeout }, async () => {
    await onPage(`${prefix}/repl`, async (page) => {
      await editor(page).fill("console.log('on and on');\nfor (;;);");
      await runButton(page).click();
      const output = page.getByRole('log');
      await output.getByText('on and on').waitFor({ timeout });
      expect(await runButton(page).isDisabled()).toBe(true);
      const workers = page.workers().length;
      await page.getByRole('button', { name: prefix === '' ? 'Stop' : '停止' }).click();
      await output.getByText(prefix === '' ? 'Stopped.' : '已停止。').waitFor();
      await expect.poll(() => page.workers().length, { timeout: 30_000 }).toBe(workers - 1);
      await editor(page).fill('console.log(1 + 1); // → 2');
      expect(await run(page)).toMatch(/1 of 1|1 行中有 1 行/);
    });
  });

  it('makes a link that brings a program back', { timeout }, async () => {
    const context = { permissions: ['clipboard-read', 'clipboard-write'] };
    const code = 'console.log("内卷"); // → 内卷';
    let link = '';
    await onPage(
      `${prefix}/repl`,
      async (page) => {
        await editor(page).fill(code);
        await page.locator('.repl button').last().click();
        await page.getByText(/clipboard|剪贴板/).waitFor();
        link = await page.evaluate(() => navigator.clipboard.readText());
        expect(link).toBe(page.url());
      },
      { context },
    );
    await onPage(`${prefix}/repl${new URL(link).hash}`, async (page) => {
      await editor(page).waitFor();
      expect(await editor(page).textContent()).toContain(code);
      expect(await run(page)).toContain('内卷');
    });
  });
});

describe('/repl', () => {
  it('says what is wrong with a program, and on which line', { timeout }, async () => {
    await onPage('/repl', async (page) => {
      const output = async (code: string) => {
        await editor(page).fill(code);
        return run(page);
      };
      expect(await output('const a = 1;\nconst b = ;')).toContain('line 2: Unexpected token');
      const wrong = "import { involution } from '@involution/core';\n\ninvolution(1, 2, { kernelSize: 3 });";
      expect(await output(wrong)).toMatch(/line 3: InvolutionError: .*\(INVALID_\w+\)/);
      expect(await output("const name = 'left-pad';\nawait import(name);")).toContain('line 2: Error: import(…) needs');
    });
  });

  it('says which programs it can’t run, and why', { timeout }, async () => {
    await onPage('/repl', async (page) => {
      await editor(page).fill("import { readFileSync } from 'node:fs';");
      await page.getByText('it imports node:fs').waitFor();
      expect(await runButton(page).isDisabled()).toBe(true);
    });
  });

  it('lets the keyboard run a program and leave', { timeout }, async () => {
    await onPage('/repl', async (page) => {
      await editor(page).fill('console.log(1); // → 1');
      await page.keyboard.press('Control+Enter');
      await page.getByText(/^Finished: 1 of 1/).waitFor({ timeout });
      const isOutside = () => runButton(page).evaluate((button) => button === document.activeElement);
      for (const keys of [['Tab'], ['Escape', 'Tab']]) {
        await editor(page).focus();
        expect(await isOutside()).toBe(false);
        for (const key of keys) await page.keyboard.press(key);
        expect(await isOutside(), keys.join()).toBe(true);
      }
    });
  });

  it('runs every example, and says before what it loads', { timeout: 2 * timeout }, async () => {
    await onPage('/repl', async (page) => {
      await editor(page).waitFor();
      let paths = new Set<string>();
      page.context().on('request', (request) => paths.add(new URL(request.url()).pathname));
      for (const { id, code, imports } of examples.load()) {
        await page.locator('.repl select').selectOption(id);
        paths = new Set();
        const count = promisedLines(code).length;
        expect(await run(page), id).toContain(`Finished: ${count} of ${count} lines are as the comments say.`);
        expectWeight(paths, imports, id);
      }
    });
  });
});

/** What a worker loads lies beside what pages do, of which VitePress gets the next ones at any time. */
function expectWeight(paths: ReadonlySet<string>, imports: Example['imports'], id: string): void {
  const own = [...paths].filter((path) => /^\/assets\/[^/]+$/.test(path) && !/\.md\.|\.woff2$|\.css$/.test(path));
  const megabytes = own.reduce((sum, path) => sum + statSync(join(DIST, path)).size, 0) / 1e6;
  const said = megabytesOf(imports);
  expect(megabytes, id).toBeLessThan(said + 0.1);
  // A model that is all ours needs no binary of onnxruntime's.
  if (!imports.some((name) => name.startsWith('onnxruntime-web')))
    expect(megabytes, id).toBeGreaterThan(said * 0.8 - 0.1);
}
