import { expect, it } from 'vitest';
import { COMMANDS } from '../../../harness/cli/commands/index.ts';
import { meshbed } from './command-line.ts';

/** docs/commands.md is what the program says about itself. After a change: npm test -- -u */
it('docs/commands.md is up to date', async () => {
  const names = COMMANDS.map((make) => make({} as never).name());
  const helps = await Promise.all(['', ...names].map(async (name) => (await meshbed(`${name} --help`)).out));
  const titles = ['meshbed', ...names.map((name) => `meshbed ${name}`)];
  const sections = titles.map((title, i) => `## ${title}\n\n\`\`\`text\n${helps[i]?.trimEnd()}\n\`\`\`\n`);
  const page = `# Commands\n\nWhat \`meshbed --help\` says, command by command.\n\n${sections.join('\n')}`;
  await expect(page).toMatchFileSnapshot('../../../docs/commands.md');
});
