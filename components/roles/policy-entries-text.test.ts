import { expect, it } from 'vitest'
import { entriesText, parseEntries } from './policy-entries-text.ts'

const deny = { policyType: 'Default', resource: '*', actions: ['All'], sourceIps: [], decision: 'Deny' }
const limited = {
  policyType: 'Custom',
  resource: 'Topic:pay%*',
  actions: ['Pub'],
  sourceIps: ['10.0.0.0/8'],
  decision: 'Allow',
}

it('R-5: gives back what a broker holds, Deny and Default entries included', () => {
  expect(parseEntries(entriesText([deny, limited]))).toEqual({
    entries: [{ policyType: 'Default', resource: '*', actions: ['All'], decision: 'Deny' }, limited],
  })
})

it.each([
  ['{', { fault: 'json' }],
  ['[]', { fault: 'entry', path: '' }],
  ['[{"resource":"Topic:a","actions":["Write"],"decision":"Allow"}]', { fault: 'entry', path: '0.actions.0' }],
  ['[{"resource":"a b","actions":["Pub"],"decision":"Allow"}]', { fault: 'entry', path: '0.resource' }],
  ['[{"resource":"*","actions":["Pub"],"decision":"Allow","sourceIps":["10.0.0.300"]}]', { path: '0.sourceIps.0' }],
])('says what is wrong with %s', (text, fault) => {
  expect(parseEntries(text)).toMatchObject(fault)
})
