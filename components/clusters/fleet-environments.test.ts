import { expect, test } from 'vitest'
import { fleetEnvironments } from './fleet-environments.ts'

test('environments that somebody typed are offered too, each once', () => {
  const clusters = ['uat', 'production', 'canary', 'uat'].map((environment) => ({ environment }))
  expect(fleetEnvironments(clusters)).toEqual(['production', 'staging', 'test', 'development', 'canary', 'uat'])
})
