import { expect, it } from 'vitest'
import en from '#i18n/en.json' with { type: 'json' }
import { knownCves } from './known-cves.ts'

it.each([
  ['5.1.0', ['CVE-2023-33246', 'CVE-2024-23321']],
  ['5.1.1', ['CVE-2024-23321']],
  ['5.2.0', ['CVE-2024-23321']],
  ['5.3.0', []],
  ['5.5.0', []],
  ['5.10.0', []],
  ['4.9.5', ['CVE-2023-33246', 'CVE-2024-23321']],
  ['4.9.7', ['CVE-2024-23321']],
  ['3.2.6', ['CVE-2023-33246', 'CVE-2024-23321']],
  [null, []],
  ['HIGHER_VERSION', []],
])('C-18: a broker of %s has %o', (version, ids) => {
  expect(knownCves('broker', version)).toEqual(ids)
  expect(Object.keys(en.nodes.cves)).toEqual(expect.arrayContaining(ids))
})

it.each([
  ['5.1.1', ['CVE-2023-37582']],
  ['5.1.2', []],
  ['4.9.6', ['CVE-2023-37582']],
  ['4.9.7', []],
])('C-18: a name server of %s has %o', (version, ids) => {
  expect(knownCves('nameServer', version)).toEqual(ids)
})
