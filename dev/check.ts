import { runSteps, type Step } from '#dev/run-steps.ts'

const node = process.execPath

/** Everything that can be judged without a service: `npm run check`, and the first part of `npm test`. */
export const checkSteps: Step[] = [
  { name: 'types', command: node, args: ['dev/check-types.ts'] },
  {
    name: 'lint and format',
    command: node,
    args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
  },
  {
    name: 'dependency directions',
    command: node,
    args: [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'app',
      'components',
      'lib',
      'dev',
      'e2e',
      'i18n',
    ],
  },
  { name: 'unused code', command: node, args: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  { name: 'languages', command: node, args: ['dev/check-languages.ts'] },
  { name: 'contrast of the tokens', command: node, args: ['design/contrast.mjs'] },
]

if (import.meta.main) {
  const results = await runSteps(checkSteps)
  process.exitCode = results.every((result) => result.isOk) ? 0 : 1
}
