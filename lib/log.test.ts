import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

/** What a process prints that runs this code. */
function linesOf(code: string, env: Record<string, string> = {}): Record<string, unknown>[] {
  const script = `import { log } from '#lib/log.ts'\n${code}`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, APOGEE_LOG_LEVEL: 'info', APOGEE_PROCESS: 'web', ...env },
  })
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

test('writes JSON lines from its level up, and cuts secrets out wherever they are', () => {
  const lines = linesOf(`
    const cluster = { name: 'c', credentials: { accessKey: 'a', secretKey: 'hunter2' } }
    log.debug({}, 'not written')
    log.info({ password: 'hunter2', cluster, body: { cluster: { secretKey: 'hunter2' } } }, 'Registered')
    log.error({ error: Object.assign(new Error('no answer'), { code: 'ECONNREFUSED' }) }, 'Failed')`)
  expect(lines).toMatchObject([
    {
      level: 'info',
      role: 'web',
      msg: 'Registered',
      password: '[redacted]',
      cluster: { name: 'c', credentials: '[redacted]' },
      body: { cluster: { secretKey: '[redacted]' } },
    },
    { level: 'error', error: { message: 'no answer', code: 'ECONNREFUSED' } },
  ])
  expect(JSON.stringify(lines)).not.toContain('hunter2')
})
