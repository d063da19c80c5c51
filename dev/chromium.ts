import { type SpawnSyncOptions, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

/** Flags that keep a test browser quiet: no updates, no background traffic. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

function onPath(name: string): string | null {
  const found = spawnSync('which', [name], { encoding: 'utf8' })
  return found.status === 0 ? found.stdout.trim() : null
}

/** The same engine without a browser around it: a page costs a third less. */
const headlessShell = 'chromium-headless-shell'

function findChromium(): string | null {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH
  const installed = onPath(headlessShell) ?? onPath('chromium') ?? onPath('google-chrome')
  if (installed) return installed
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null
}

/** Chinese pages need a font that has the characters; without one every screenshot is boxes. */
function hasChineseFont(): boolean {
  return spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' }).stdout?.trim().length > 0
}

/**
 * Path of a Chromium that runs here: `CHROMIUM_PATH`, the PATH, Playwright's own download, or Debian's package where we are root.
 * @throws when there is none and none can be installed, saying what to install
 */
export function ensureChromium(): string {
  const isRootOnDebian = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (isRootOnDebian && !process.env.CHROMIUM_PATH && (!onPath(headlessShell) || !hasChineseFont())) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    // Where it cannot be had, another Chromium may be there.
    const options = { stdio: ['ignore', 2, 2], env } satisfies SpawnSyncOptions
    spawnSync('apt-get', ['update', '-qq'], options)
    spawnSync('apt-get', ['install', '-y', '-qq', headlessShell, 'fonts-noto-cjk', 'fontconfig'], options)
  }
  if (!findChromium())
    spawnSync(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', '--only-shell', 'chromium'], {
      stdio: 'inherit',
    })
  const found = findChromium()
  if (!found)
    throw new Error('No Chromium found. Install Chromium or Google Chrome, or set CHROMIUM_PATH to its executable.')
  return found
}
