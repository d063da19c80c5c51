import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { log } from '#lib/log.ts'
import { builtInRiskRules, judgeVersion } from './client-risks.ts'
import { riskRules } from './risk-rules.ts'

for (const level of ['info', 'error'] as const) vi.spyOn(log, level).mockImplementation(() => {})

const rule = (below: string, risk = 'HOUSE_RULE') => ({
  ...{ risk, language: 'JAVA', below, advice: 'Take the client of the platform team.' },
})

/** A clock of its own: the file is looked at twice a second at most. */
function ruleFile() {
  vi.useFakeTimers({ toFake: ['performance'] })
  const dir = mkdtempSync(path.join(tmpdir(), 'apogee-rules-'))
  onTestFinished(() => {
    vi.useRealTimers()
    rmSync(dir, { recursive: true, force: true })
  })
  const file = path.join(dir, 'rules.json')
  return {
    file,
    write: (content: unknown) => writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content)),
    read: () => {
      vi.advanceTimersByTime(1_000)
      return riskRules(file)
    },
    remove: () => rmSync(file),
    put: (content: unknown) => {
      writeFileSync(`${file}.new`, JSON.stringify(content))
      renameSync(`${file}.new`, file)
    },
  }
}

test('without a file the shipped rules hold', () => {
  expect(riskRules(undefined)).toEqual({ rules: builtInRiskRules, source: 'BUILT_IN', error: null })
})

test('G-27: a version below a rule of the file is marked with its advice, and an edit takes effect without a restart', () => {
  const { read, write, put } = ruleFile()
  write([rule('5.1.0')])
  expect(read()).toMatchObject({ source: 'FILE', error: null })
  expect(judgeVersion(read().rules, 'JAVA', '5.0.7')).toEqual({
    risk: 'HOUSE_RULE',
    advice: 'Take the client of the platform team.',
  })
  expect(judgeVersion(read().rules, 'JAVA', '5.3.0')).toBeUndefined()
  write([rule('5.4.0')])
  expect(judgeVersion(read().rules, 'JAVA', '5.3.0')?.risk).toBe('HOUSE_RULE')
  // As editors and mounted configs change a file: another one in its place.
  put([rule('5.0.0')])
  expect(judgeVersion(read().rules, 'JAVA', '5.3.0')).toBeUndefined()
})

test('G-27: what cannot be read is said with its place, and the last good rules hold', () => {
  const { read, write, remove } = ruleFile()
  expect(read()).toMatchObject({ source: 'BUILT_IN', error: expect.stringMatching(/ENOENT.*'rules.json'/) })
  write([rule('5.1.0'), { ...rule('soon'), link: 'javascript:alert(1)' }])
  expect(read()).toEqual({
    rules: builtInRiskRules,
    source: 'BUILT_IN',
    error: 'APOGEE_CLIENT_RULES: rule 2, below: must be like 4.9.8; rule 2, link: must be an http or https URL',
  })
  write([rule('5.1.0')])
  expect(read()).toMatchObject({ source: 'FILE', error: null })
  write('[{')
  expect(read()).toMatchObject({ source: 'FILE', error: expect.stringContaining('JSON'), rules: [rule('5.1.0')] })
  remove()
  expect(read()).toMatchObject({ rules: [rule('5.1.0')], error: expect.stringContaining('ENOENT') })
})
