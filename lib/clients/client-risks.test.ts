import { expect, test } from 'vitest'
import { builtInRiskRules, judgeVersion } from './client-risks.ts'
import { compareVersions, versionSortKey } from './compare-versions.ts'

test.each([
  ['JAVA', '4.8.0', 'LINE_ENDED'],
  ['JAVA', '4.9.0-SNAPSHOT', 'LINE_ENDED'],
  ['JAVA', '4.9.0', 'SELECTED_FIXES'],
  ['JAVA', '4.9.8', 'SELECTED_FIXES'],
  ['JAVA', '5.0.0', undefined],
  ['JAVA', 'higher than 5.9.9', undefined],
  ['JAVA', '', undefined],
  // Libraries in other languages send a fixed number that is not their version.
  ['GO', '4.5.1', undefined],
])('G-27: %s %s: %s', (language, version, risk) => {
  expect(judgeVersion(builtInRiskRules, language, version)?.risk).toBe(risk)
})

test('every rule says what to do and where that is written', () => {
  for (const { advice, link } of builtInRiskRules) {
    expect(advice).toMatch(/\.$/)
    expect(link).toMatch(/^https:\/\//)
  }
})

test('versions stand in the order of their releases', () => {
  const order = ['4.9.7', '4.9.10', '5.0.0-SNAPSHOT', '5.0.0', '5.1', '5.10.0']
  expect([...order].reverse().sort(compareVersions)).toEqual(order)
  expect([...order].reverse().sort((a, b) => ((versionSortKey(a) ?? '') < (versionSortKey(b) ?? '') ? -1 : 1))).toEqual(
    order,
  )
})
