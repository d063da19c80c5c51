import { X509Certificate } from 'node:crypto'
import type { Cluster as ClusterRow } from '#lib/db/generated/client.ts'

export interface RegisteredCertificate {
  /** Its common name, else all of its subject. */
  name: string
  endsAt: Date
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** Every certificate that a registration with TLS holds, its authorities' too. Of text that Node does not read nothing is said. */
export function registeredCertificates(
  row: Pick<ClusterRow, 'tlsEnabled' | 'tlsCa' | 'tlsClientCertificate'>,
): RegisteredCertificate[] {
  if (!row.tlsEnabled) return []
  const texts = [row.tlsClientCertificate, row.tlsCa].flatMap((pem) => pem?.match(PEM_CERTIFICATE) ?? [])
  return texts.flatMap((text) => read(text) ?? [])
}

function read(text: string): RegisteredCertificate | null {
  try {
    const { subject, validTo } = new X509Certificate(text)
    return { name: /^CN=(.+)$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', '), endsAt: new Date(validTo) }
  } catch {
    return null
  }
}
