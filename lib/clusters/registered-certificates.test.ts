import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { registeredCertificates } from './registered-certificates.ts'

const pem = readFileSync(new URL('../rocketmq/testing/testdata/fake-broker.cert.pem', import.meta.url), 'utf8')
const known = { name: 'fake-broker', endsAt: new Date('2126-11-01T20:00:19Z') }
const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'

it('finds each certificate of a chain, and says nothing of text that is none', () => {
  const registered = (tlsCa: string | null, tlsClientCertificate: string | null = null, tlsEnabled = true) =>
    registeredCertificates({ tlsEnabled, tlsCa, tlsClientCertificate })
  expect(registered(`${pem}${broken}${pem}`, pem)).toEqual([known, known, known])
  expect(registered(null)).toEqual([])
  expect(registered(pem, pem, false)).toEqual([])
})
