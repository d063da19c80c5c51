import { defineConfig } from '@playwright/test'
import { chromiumArgs, ensureChromium } from '#dev/chromium.ts'

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/global-setup.ts',
  // Two cores hold the brokers, the console and the browser: one page at a time keeps waiting times honest.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: '.apogee/test/e2e.json' }]],
  outputDir: '.apogee/test/e2e',
  use: {
    launchOptions: { executablePath: ensureChromium(), args: chromiumArgs },
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
})
