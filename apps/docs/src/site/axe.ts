import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';

/** What axe looks at. */
export interface AxeScope {
  /** Selector of the part of the page. Default: all of it. */
  readonly part?: string;
  /** Default: every rule that axe has. */
  readonly rules?: string[];
}

/** What axe finds wrong with a page: the names of rules, and the elements. */
export async function axeViolations(page: Page, { part, rules }: AxeScope = {}): Promise<string[]> {
  // Neither what passes nor frames, which no page has: half the time.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  if (part !== undefined) axe.include(part);
  // It sets the rules among the options.
  if (rules !== undefined) axe.withRules(rules);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
