import type { KeyValue } from '#components/ui/key-value-panel.tsx'
import { type Provider, secretOfKind } from '#lib/sign-in/schema.ts'
import { type ProviderField, providerFields } from './provider-fields.ts'

interface Words {
  labelOf: (name: ProviderField['name'] | 'clientSecret' | 'bindPassword') => string
  yes: string
  certificate: string
}

/** The configuration of a provider as facts; of a secret only that there is one. */
export function providerFacts(provider: Provider, { labelOf, yes, certificate }: Words): KeyValue[] {
  const config: Record<string, unknown> = provider.config
  const secretName = secretOfKind[provider.kind]
  const kept = secretName === null ? undefined : provider.secretsKept[secretName]
  return [
    ...providerFields[provider.kind].flatMap(({ name, isMono }): KeyValue[] => {
      const value = config[name]
      const label = labelOf(name)
      if (value === undefined || value === '' || value === false) return []
      if (Array.isArray(value)) return value.length === 0 ? [] : [{ label, value: value.join(', '), isMono: true }]
      if (value === true) return [{ label, value: yes }]
      return [
        { label, value: name === 'ca' ? certificate : String(value), ...(isMono && name !== 'ca' && { isMono: true }) },
      ]
    }),
    ...(secretName !== null && kept
      ? [{ label: labelOf(secretName), value: `••••${kept.lastFour}`, isMono: true }]
      : []),
  ]
}
