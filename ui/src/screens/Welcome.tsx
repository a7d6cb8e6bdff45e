import { Body1, Button, Field, Input, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { Settings20Regular } from "@fluentui/react-icons";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigation } from "../app/screens";
import { Mark } from "../components/Mark";

const useStyles = makeStyles({
  hall: {
    minHeight: "100%",
    display: "flex",
    flexDirection: "column",
    justifyContent: "center",
    padding: `${tokens.spacingVerticalXXXL} 56px`,
    gap: tokens.spacingVerticalXXL,
    maxWidth: "820px",
    margin: "0 auto",
  },
  head: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM },
  title: { ...typographyStyles.title1, margin: 0, outlineStyle: "none" },
  lead: { maxWidth: "60ch", color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400 },
  line: { display: "flex", gap: tokens.spacingHorizontalM, flexWrap: "wrap" },
  link: { flex: "1 1 360px" },
  ways: { display: "grid", gridTemplateColumns: "repeat(auto-fit, minmax(260px, 1fr))", gap: tokens.spacingHorizontalXXL },
  way: {
    borderTop: `2px solid ${tokens.colorNeutralStroke1}`,
    paddingTop: tokens.spacingVerticalM,
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXS,
  },
  wayTitle: { fontWeight: tokens.fontWeightSemibold },
  settings: { alignSelf: "flex-start" },
  muted: { color: tokens.colorNeutralForeground2 },
});

/** First run: what this is, and the way in. */
export function Welcome() {
  const styles = useStyles();
  const { t } = useTranslation();
  const { go } = useNavigation();
  const [link, setLink] = useState("");
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever comes back to here is not lost.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const read = (event: FormEvent) => {
    event.preventDefault();
    if (link.trim() !== "") go({ at: "invite", link: link.trim() });
  };
  return (
    <div className={styles.hall}>
      <div className={styles.head}>
        <Mark size={56} />
        <h1 ref={heading} tabIndex={-1} className={styles.title}>
          {t("welcome.title")}
        </h1>
        <p className={styles.lead}>{t("welcome.lead")}</p>
      </div>
      <form onSubmit={read}>
        <Field label={t("welcome.invite")} hint={t("welcome.invite_hint")}>
          {(field) => (
            <div className={styles.line}>
              <Input
                {...field}
                className={styles.link}
                size="large"
                value={link}
                placeholder="vitrine://…"
                spellCheck={false}
                autoComplete="off"
                onChange={(_, { value }) => setLink(value)}
              />
              <Button type="submit" size="large" appearance="primary" disabled={link.trim() === ""}>
                {t("welcome.read_invite")}
              </Button>
            </div>
          )}
        </Field>
      </form>
      <div className={styles.ways}>
        {["employee", "admin"].map((who) => (
          <div key={who} className={styles.way}>
            <Body1 as="h2" className={styles.wayTitle}>
              {t(`welcome.${who}.title`)}
            </Body1>
            <Body1 as="p" className={styles.muted}>
              {t(`welcome.${who}.text`)}
            </Body1>
          </div>
        ))}
        <div className={styles.way}>
          <Body1 as="h2" className={styles.wayTitle}>
            {t("welcome.my_data.title")}
          </Body1>
          <Body1 as="p" className={styles.muted}>
            {t("welcome.my_data.text")}
          </Body1>
          <div>
            <Button onClick={() => go({ at: "my_data" })}>{t("welcome.my_data.open")}</Button>
          </div>
        </div>
      </div>
      <Button
        appearance="subtle"
        className={styles.settings}
        icon={<Settings20Regular />}
        onClick={() => go({ at: "settings" })}
      >
        {t("navigation.settings")}
      </Button>
    </div>
  );
}
