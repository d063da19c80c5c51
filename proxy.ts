import { type NextRequest, NextResponse } from 'next/server'
import { contentSecurityPolicy } from '#lib/content-security-policy.ts'

/** Gives every page its own CSP nonce: Next finds it on the request and signs its scripts, the browser gets it on the response. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID())
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === 'development')
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  // Layouts do not know their address; the sign-in page leads back to it.
  headers.set('x-asked-path', request.nextUrl.pathname + request.nextUrl.search)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

// The lookahead alone would miss the root of a base path.
export const config = { matcher: ['/', '/((?!api|_next/static|_next/image|mark.svg).*)'] }
