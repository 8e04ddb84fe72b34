import { logsOf } from '@involution/browser/page';
import { testReadme } from '@involution/readme';

testReadme(new URL('../README.md', import.meta.url), { logsOf });
