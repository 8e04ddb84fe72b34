// Publishes all packages as the next release would have them.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { copyWorkspace, pack, publishedIn, release } from '@involution/workspace/release';

/**
 * Versions, packs and publishes all packages, which are built: on a copy of the workspace.
 *
 * @param registry Its URL.
 */
export async function publishAll(registry: string): Promise<void> {
  const workspace = await mkdtemp(join(tmpdir(), 'involution-release-'));
  try {
    copyWorkspace(workspace, true);
    release(workspace);
    for (const [path] of publishedIn(workspace)) {
      // Provenance is of releases on GitHub, and who publishes there has a token.
      const { hostname, port } = new URL(registry);
      const args = ['publish', pack(workspace, basename(path)), '--registry', registry, '--provenance=false'];
      // npm asks for each package first, and without a network would ask again and again.
      args.push('--fetch-retries=0');
      await promisify(execFile)('npm', [...args, `--//${hostname}:${port}/:_authToken=none`], {
        cwd: workspace,
        shell: process.platform === 'win32',
      });
    }
  } finally {
    await rm(workspace, { recursive: true });
  }
}
