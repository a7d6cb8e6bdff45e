/** The glass case, small. */
export function Mark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 1024 1024" aria-hidden="true" focusable="false">
      <rect x="48" y="48" width="928" height="928" rx="208" fill="#0f545e" />
      <path
        d="M272 312 512 208 752 312V640H272Z"
        fill="rgba(255,255,255,.2)"
        stroke="#fff"
        strokeWidth="40"
        strokeLinejoin="round"
      />
      <path d="M272 312H752" stroke="#fff" strokeWidth="28" opacity=".75" />
      <rect x="376" y="440" width="272" height="168" rx="20" fill="#ffc857" />
      <path d="m388 462 124 86 124-86" fill="none" stroke="#0b3b46" strokeWidth="32" strokeLinejoin="round" />
      <rect x="208" y="660" width="608" height="76" rx="24" fill="#fff" />
      <path d="m304 732-24 96M720 732l24 96" stroke="#fff" strokeWidth="48" strokeLinecap="round" />
    </svg>
  );
}
