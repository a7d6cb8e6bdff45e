import { Skeleton, SkeletonItem, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

const useStyles = makeStyles({
  lines: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM, maxWidth: "720px" },
  whole: { padding: "48px" },
  unseen: { visibility: "hidden" },
});

/** Grey lines where the content will be; their place is kept at once, they are seen when it takes longer than a blink. */
export function Loading({ whole = false }: { whole?: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={mergeClasses(whole && styles.whole, !slow && styles.unseen)}>
      <Skeleton className={styles.lines} aria-label={t("state.loading")}>
        <SkeletonItem size={28} style={{ width: "40%" }} />
        <SkeletonItem size={16} />
        <SkeletonItem size={16} style={{ width: "85%" }} />
        <SkeletonItem size={16} style={{ width: "60%" }} />
      </Skeleton>
    </div>
  );
}
