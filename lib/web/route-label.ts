import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

interface RoutesManifest {
  staticRoutes: { page: string; regex: string }[]
  dynamicRoutes: { page: string; regex: string }[]
}

/**
 * Names the route of a path, `/api/v1/clusters/[clusterId]/topics`, from what Next built. The number of names is that of the
 * routes, whatever people ask for: everything unknown is `other`.
 */
export function routeLabels(manifest: RoutesManifest, basePath: string): (pathname: string) => string {
  const staticPages = new Set(manifest.staticRoutes.map(({ page }) => page))
  const dynamicPages = manifest.dynamicRoutes.map(({ page, regex }) => ({ page, regex: new RegExp(regex) }))
  return (pathname) => {
    if (basePath !== '' && pathname !== basePath && !pathname.startsWith(`${basePath}/`)) return 'other'
    const own = pathname.slice(basePath.length) || '/'
    if (own.startsWith('/_next/')) return '/_next'
    if (staticPages.has(own)) return own
    return dynamicPages.find(({ regex }) => regex.test(own))?.page ?? 'other'
  }
}

/** Under `next dev` there is no list of routes. */
export function readRoutesManifest(root: string): RoutesManifest {
  const file = path.join(root, '.next', 'routes-manifest.json')
  if (!existsSync(file)) return { staticRoutes: [], dynamicRoutes: [] }
  return JSON.parse(readFileSync(file, 'utf8')) as RoutesManifest // written by the build that this process serves
}
