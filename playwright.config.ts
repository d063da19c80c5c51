import { defineConfig } from '@playwright/test'
import { chromiumArgs, ensureChromium } from '#dev/chromium.ts'

/**
 * These stop a broker or close it for writes, which every other test would feel. In the order of their paths: whoever wants to hear
 * of a stopped broker comes first, for an alarm that is still recovering is not told again.
 */
const alone = [
  '**/paused-broker.spec.ts',
  '**/partly-written.spec.ts',
  '**/stopped-broker.spec.ts',
  '**/change-broker.spec.ts',
]

/** These wait minutes of real time for the demo's traffic and its faults. Not in `npm test`, which asks for `alone` and so for `beside`. */
const long = '**/*.long.spec.ts'

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/global-setup.ts',
  // Of all projects together; each has its own limit.
  workers: 8,
  // Waits end with what they wait for: these limits are for what never comes, on the slowest machine.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: '.apogee/test/e2e.json' }]],
  outputDir: '.apogee/test/e2e',
  projects: [
    // Many tests wait for a sample, a check or a rebalance: meanwhile another one has the machine.
    { name: 'beside', testIgnore: [...alone, long], workers: 3 },
    { name: 'alone', testMatch: alone, workers: 1, dependencies: ['beside'] },
    // Hardly more than waiting: one for each scenario. A burst takes up to twelve minutes to come and as long to be worked off.
    { name: 'long', testMatch: long, workers: 6, fullyParallel: true, timeout: 2_400_000 },
  ],
  use: {
    launchOptions: { executablePath: ensureChromium(), args: chromiumArgs },
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    // Frames on the way from one state to the next cost time, and a colour on its way from one theme to the other belongs to neither.
    contextOptions: { reducedMotion: 'reduce' },
    // Recording costs a third of a browser's time; `--trace on` for a test that one looks into.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
})
