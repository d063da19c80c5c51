import { globSync, readFileSync } from 'node:fs'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'

/*
 * Names, keys, properties, bodies, stacks and settings come from brokers, producers and clients, and may be anything. React makes text
 * of them, unless it is asked to do otherwise: so nothing here may ask.
 */
const sources = globSync('{app,components,lib}/**/*.{ts,tsx}', { exclude: ['**/generated/**', '**/*.test.ts'] }).map(
  (file) => ({ file, text: readFileSync(file, 'utf8') }),
)
const found = (pattern: RegExp) =>
  sources.flatMap(({ file, text }) => [...text.matchAll(pattern)].map(([all]) => `${file}: ${all}`))

test('X-18: no text becomes markup or code: the one script that is written out is a constant of ours', () => {
  expect(sources.length).toBeGreaterThan(1000)
  expect(found(/dangerouslySetInnerHTML=\{.*\}/g)).toEqual([
    'app/layout.tsx: dangerouslySetInnerHTML={{ __html: themeScript }}',
  ])
  const doors =
    /\b(inner|outer)HTML\b|insertAdjacentHTML|setHTML\w*|createContextualFragment|parseFromString|document\.write|srcDoc|\beval\(|new Function\(|setTimeout\(['"`]/g
  expect(found(doors)).toEqual([])
  expect(sources.find(({ file }) => file === 'components/layout/theme.ts')?.text).toMatch(
    /const themeScript =\s+"[^"]+"/,
  )
})

test('X-18: what leads out of the console is a constant, or an address that was checked to be http', () => {
  // A runbook and the link of a client rule are read as http and https only; the others are addresses of ours.
  const links = found(/<a\b[^>]*?\bhref=\{[\w.]+\(?/g).map((each) => each.replace(/\s+/g, ' '))
  expect(links.toSorted()).toEqual([
    'components/alarms/incident-page.tsx: <a href={rule.runbookUrl',
    'components/clients/risk-strip.tsx: <a href={risk.link',
    'components/jobs/job-drawer.tsx: <a href={urlOf(',
    'components/messages/body-section.tsx: <a href={bodyUrl(',
    'components/nodes/cves-section.tsx: <a href={link',
  ])
})

test('X-18: React escapes, and runs no address', () => {
  const hostile = '<img src=x onerror="alert(1)">{{constructor}}'
  const html = renderToStaticMarkup(createElement('td', { title: hostile, style: { width: 'x;} body{' } }, hostile))
  expect(html).not.toContain('<img')
  expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;{{constructor}}')
  const script = ['javascript', 'alert(1)'].join(':')
  expect(renderToStaticMarkup(createElement('a', { href: script }, 'x'))).not.toContain('alert(1)')
})
