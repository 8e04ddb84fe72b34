// Runs the kit on the built site as a visitor does.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import type { RuntimeId } from '../compute/runtimes.ts';
import type { Environment, SubjectReport } from './export.ts';

/** What a visitor picks. */
export interface Choice {
  readonly ids: readonly RuntimeId[];
  readonly smokeOnly?: boolean;
}

/** Picks backends and tests, and presses run. */
export async function startKit(page: Page, { ids, smokeOnly = false }: Choice): Promise<void> {
  await page.locator('.kit form').waitFor();
  for (const box of await page.locator('fieldset').first().locator('input').all()) {
    const value = await box.getAttribute('value');
    await box.setChecked(ids.some((id) => id === value));
  }
  if (smokeOnly) await page.locator('input[type=radio]').nth(1).check();
  await page.locator('button[type=submit]').click();
}

/** Waits for the end of a run. */
export async function endOfKit(page: Page, timeout: number): Promise<void> {
  await page.locator('.export').waitFor({ timeout });
}

/** What the download button gives. */
export async function downloaded(page: Page): Promise<{ environment: Environment; reports: SubjectReport[] }> {
  const download = page.waitForEvent('download');
  await page.locator('.export button').first().click();
  return JSON.parse(readFileSync(await (await download).path(), 'utf8'));
}
