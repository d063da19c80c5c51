import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { stripVTControlCharacters } from 'node:util'
import { checkSteps } from '#dev/check.ts'
import { runSteps } from '#dev/run-steps.ts'

/**
 * `npm test`: everything, against real processes; `npm run test:long`: the checks that wait over a minute of real time;
 * `npm run test:matrix`: the same work on each version of RocketMQ, with and without access control and TLS, with controllers.
 */
const only = process.argv.includes('--long') ? 'long' : process.argv.includes('--matrix') ? 'matrix' : null
const outDir = '.apogee/test'

interface Count {
  part: string
  passed: number
  failed: number
  /** Of each test that failed: its name and what it said. Its start is said again at the end, where a long log is read first. */
  failures: string[]
}

/** Of vitest's JSON report, what is read here. */
interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[]
  }[]
}

/** Of Playwright's. */
interface BrowserReport {
  stats: { expected: number; unexpected: number; flaky: number }
  suites: BrowserSuite[]
}
interface BrowserSuite {
  file: string
  specs: { title: string; ok: boolean; tests: { results: { errors: { message?: string }[] }[] }[] }[]
  suites?: BrowserSuite[]
}

/**
 * @param isPatient nothing in it waits for the clock: it takes what the others leave of the processor
 * @returns its exit code. Its lines are shown as they come or, of what runs beside another, all at its end.
 */
async function run(args: string[], part: string, isBeside = false, isPatient = false): Promise<number> {
  const child = spawn(process.execPath, args, {
    stdio: ['inherit', isBeside ? 'pipe' : 'inherit', 'inherit'],
    env: { ...process.env, APOGEE_TEST_PART: part },
  })
  const lines: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => lines.push(chunk))
  if (isPatient && child.pid) setPriority(child.pid, constants.priority.PRIORITY_LOW)
  const [code] = (await once(child, 'close')) as [number | null]
  process.stdout.write(Buffer.concat(lines))
  return code ?? 1
}

/** A runner that died before it wrote its report has run nothing, and that is a failure. */
function readReport<T>(file: string): T | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null
}

async function runVitest(part: string, args: string[], isBeside = false, isPatient = false): Promise<Count> {
  const report = `${outDir}/${part}.json`
  rmSync(report, { force: true })
  console.log(`\n${part}`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const status = await run(['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args], part, isBeside, isPatient)
  const result = readReport<VitestReport>(report)
  const failed = result?.numFailedTests ?? 0
  // A file that cannot even be loaded fails the run without a failed test.
  return {
    part,
    passed: result?.numPassedTests ?? 0,
    failed: status !== 0 && failed === 0 ? 1 : failed,
    failures: (result?.testResults ?? []).flatMap(failuresOf),
  }
}

function failuresOf({ name, status, message, assertionResults }: VitestReport['testResults'][number]): string[] {
  const failed = assertionResults.filter((test) => test.status === 'failed')
  if (failed.length === 0) return status === 'failed' ? [`${name}\n${message}`] : []
  return failed.map((test) => `${name}\n${test.fullName}\n${test.failureMessages.join('\n')}`)
}

async function runBrowser(...args: string[]): Promise<Count> {
  const report = `${outDir}/e2e.json`
  console.log('\nbrowser')
  const status = await run(['node_modules/@playwright/test/cli.js', 'test', ...args], 'browser')
  const result = readReport<BrowserReport>(report)
  const failed = (result?.stats.unexpected ?? 0) + (result?.stats.flaky ?? 0)
  return {
    part: 'browser',
    passed: result?.stats.expected ?? 0,
    failed: status !== 0 && failed === 0 ? 1 : failed,
    failures: (result?.suites ?? []).flatMap(browserFailuresOf),
  }
}

function browserFailuresOf({ file, specs, suites = [] }: BrowserSuite): string[] {
  const failed = specs.filter((spec) => !spec.ok)
  const own = failed.map(({ title, tests }) => {
    const errors = tests.flatMap(({ results }) => results.flatMap((result) => result.errors))
    return `${file}\n${title}\n${errors.map(({ message = '' }) => stripVTControlCharacters(message)).join('\n')}`
  })
  return [...own, ...suites.flatMap(browserFailuresOf)]
}

// Those of one kind keep nothing there but their report, and must not take the folder from under a running test.
if (only === null) rmSync(outDir, { recursive: true, force: true })
mkdirSync(outDir, { recursive: true })

const counts: Count[] = []
if (only !== null) {
  counts.push(await runVitest(only, ['--project', only]))
  if (only === 'long') {
    // The scenarios, and beside them every page in the language that it did not have in `npm test`.
    process.env.APOGEE_TEST_TURN = '1'
    const projects = ['--project=long', '--project=beside']
    counts.push(await runBrowser('--no-deps', ...projects, 'e2e/scenarios/', 'e2e/every-page.spec.ts'))
  }
} else {
  const checks = await runSteps(checkSteps)
  counts.push({
    part: 'check',
    passed: checks.filter((step) => step.isOk).length,
    failed: checks.filter((step) => !step.isOk).length,
    failures: checks.filter((step) => !step.isOk).map(({ step, output }) => `${step.name}\n${output}`),
  })
  // Tests with brokers mostly wait, for rebalances, retries and checks of transactions: two parts side by side, each with brokers of
  // its own, and beside them what needs a core. Files of the second part look at their own topics and groups only, so two at a time.
  const folders = ['clients', 'connect', 'dead-letters', 'messages/send', 'offsets', 'timers', 'traces']
  const own = [...folders.map((folder) => `lib/${folder}/`), 'lib/groups/group-writes.broker.test.ts']
  const others = own.map((path) => `--exclude=${path}${path.endsWith('/') ? '**' : ''}`)
  const ownBroker = runVitest('own', ['--project', 'broker', '--fileParallelism', ...own], true)
  const broker = runVitest('broker', ['--project', 'broker', ...others])
  // Every endpoint for every kind of person and attack: nothing in it waits for the clock.
  const api = 'lib/api/'
  const [unit] = await Promise.all([
    runVitest('unit', ['--project', 'unit', '--project', 'db', `--exclude=${api}**/*.db.test.ts`], true),
    // What the browser tests begin with. A build that fails is told there.
    run(['dev/build-pages.ts'], 'build', true, true),
  ])
  const apiTests = runVitest('api', ['--project', 'db', api], true, true)
  counts.push(unit, await broker)
  // Of the second part they do not wait for the end, as they wait for servers of their own first. They end with those that run by
  // themselves and mostly wait for a broker that is away.
  const browser = await runBrowser('--project=alone')
  counts.push(await ownBroker, await apiTests, browser)
}

for (const failure of counts.flatMap(({ failures }) => failures)) console.log(`\nFAILED ${failure.slice(0, 1000)}`)
console.log('')
for (const { part, passed, failed } of counts) console.log(`${part}: ${passed} passed, ${failed} failed`)
const passed = counts.reduce((sum, count) => sum + count.passed, 0)
const failed = counts.reduce((sum, count) => sum + count.failed, 0)
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || counts.some((count) => count.passed === 0) ? 1 : 0
