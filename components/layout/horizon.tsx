'use client'

import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'

const paths = [
  'M110 900C176 404 314 234 464 234S752 404 818 900',
  'M124 900C202 478 328 318 464 318S726 478 804 900',
  'M138 900C228 552 342 402 464 402S700 552 790 900',
  'M152 900C254 626 356 486 464 486S674 626 776 900',
  'M166 900C280 700 370 570 464 570S648 700 762 900',
  'M180 900C306 774 384 654 464 654S622 774 748 900',
]
const highest = 'M96 900C150 330 300 150 464 150S778 330 832 900'
const firstPart = 'M122.9 690C150 553 195 395 246.6 297.6'
const ticks = Array.from({ length: 47 }, (_, index) => index)

/** The picture beside the forms before sign-in: the way up, of which set-up is the first part. */
export function Horizon() {
  const t = useTranslations('layout.auth')
  const isSetUp = usePathname().startsWith('/setup')
  return (
    <svg
      viewBox="0 0 928 900"
      preserveAspectRatio="xMidYMid slice"
      fill="none"
      aria-hidden="true"
      className="absolute inset-0 size-full [&_text]:fill-fg-3 [&_text]:text-12"
    >
      <g className="stroke-line-2" opacity={isSetUp ? 0.55 : 1}>
        {paths.map((path) => (
          <path key={path} d={path} />
        ))}
      </g>
      <path
        d={highest}
        strokeWidth={isSetUp ? 1 : 1.5}
        strokeDasharray={isSetUp ? '2 5' : undefined}
        className={isSetUp ? 'stroke-line-2' : 'stroke-fg-1'}
      />
      <path d="M0 690.5H928" strokeWidth="1.5" className="stroke-fg-1" />
      {ticks.map((tick) => (
        <path key={tick} d={`M${8.5 + tick * 20} 690v${tick % 5 === 0 ? 9 : 5}`} className="stroke-line-3" />
      ))}
      <path d="M464.5 118V182" className="stroke-line-3" />
      {!isSetUp && <path d="M464.5 206V690" strokeDasharray="2 5" className="stroke-line-2" />}
      {isSetUp && <path d={firstPart} strokeWidth="1.5" className="stroke-fg-1" />}
      <circle
        cx={isSetUp ? 246.6 : 464}
        cy={isSetUp ? 297.6 : 150}
        r="4"
        strokeWidth="1.5"
        className="fill-surface-1 stroke-fg-1"
      />
      {isSetUp && (
        <text x="263" y="302">
          {t('firstStep')}
        </text>
      )}
      <text x="478" y="128">
        {t('apogee')}
      </text>
      <text x="20" y="680">
        {t('horizon')}
      </text>
    </svg>
  )
}
